module.exports=require("./main.js").load("./chunk-X6HZIJTO.js")
