module.exports=require("./main.js").load("./chunk-TMI7M5NR.js")
