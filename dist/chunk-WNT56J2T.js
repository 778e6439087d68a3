module.exports=require("./main.js").load("./chunk-WNT56J2T.js")
