module.exports=require("./main.js").load("./chunk-EMEGZ3V6.js")
