module.exports=require("./main.js").load("./chunk-A5PQILCW.js")
