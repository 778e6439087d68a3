module.exports=require("./main.js").load("./chunk-IPOM3YLX.js")
