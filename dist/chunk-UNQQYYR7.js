module.exports=require("./main.js").load("./chunk-UNQQYYR7.js")
