module.exports=require("./main.js").load("./chunk-CJZYM3MJ.js")
