module.exports=require("./main.js").load("./chunk-7LNANF25.js")
