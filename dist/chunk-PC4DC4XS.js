module.exports=require("./main.js").load("./chunk-PC4DC4XS.js")
