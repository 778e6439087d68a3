module.exports=require("./main.js").load("./chunk-3QAIXMAK.js")
