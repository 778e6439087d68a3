module.exports=require("./main.js").load("./chunk-XQKW6ZQ4.js")
