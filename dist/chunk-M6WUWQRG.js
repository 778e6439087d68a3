module.exports=require("./main.js").load("./chunk-M6WUWQRG.js")
