module.exports=require("./main.js").load("./chunk-2XQ7RWBQ.js")
