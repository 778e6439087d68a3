module.exports=require("./main.js").load("./chunk-K76YHVQO.js")
