module.exports=require("./main.js").load("./chunk-ZQIDZHMI.js")
