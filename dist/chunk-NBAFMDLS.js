module.exports=require("./main.js").load("./chunk-NBAFMDLS.js")
