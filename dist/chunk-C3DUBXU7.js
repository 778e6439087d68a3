module.exports=require("./main.js").load("./chunk-C3DUBXU7.js")
