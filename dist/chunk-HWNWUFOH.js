module.exports=require("./main.js").load("./chunk-HWNWUFOH.js")
