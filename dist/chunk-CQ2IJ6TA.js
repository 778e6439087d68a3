module.exports=require("./main.js").load("./chunk-CQ2IJ6TA.js")
