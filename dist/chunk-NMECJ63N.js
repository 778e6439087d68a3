module.exports=require("./main.js").load("./chunk-NMECJ63N.js")
