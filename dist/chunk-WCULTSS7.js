module.exports=require("./main.js").load("./chunk-WCULTSS7.js")
