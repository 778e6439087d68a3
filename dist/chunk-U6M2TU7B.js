module.exports=require("./main.js").load("./chunk-U6M2TU7B.js")
