module.exports=require("./main.js").load("./chunk-AMZJZFO4.js")
