module.exports=require("./main.js").load("./chunk-2MKIQTIX.js")
