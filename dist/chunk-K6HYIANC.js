module.exports=require("./main.js").load("./chunk-K6HYIANC.js")
