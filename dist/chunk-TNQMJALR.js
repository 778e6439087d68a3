module.exports=require("./main.js").load("./chunk-TNQMJALR.js")
