module.exports=require("./main.js").load("./chunk-UPO2IVEK.js")
