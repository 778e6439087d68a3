module.exports=require("./main.js").load("./chunk-XDDAHHJ2.js")
