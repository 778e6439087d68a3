module.exports=require("./main.js").load("./chunk-WOEJPGLP.js")
