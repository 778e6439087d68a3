module.exports=require("./main.js").load("./chunk-WHMDZBRE.js")
