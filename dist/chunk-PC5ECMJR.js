module.exports=require("./main.js").load("./chunk-PC5ECMJR.js")
