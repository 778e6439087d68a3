module.exports=require("./main.js").load("./chunk-2PCYTJY7.js")
