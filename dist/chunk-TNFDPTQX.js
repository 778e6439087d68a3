module.exports=require("./main.js").load("./chunk-TNFDPTQX.js")
