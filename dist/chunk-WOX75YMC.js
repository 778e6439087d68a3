module.exports=require("./main.js").load("./chunk-WOX75YMC.js")
