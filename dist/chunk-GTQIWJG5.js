module.exports=require("./main.js").load("./chunk-GTQIWJG5.js")
