module.exports=require("./main.js").load("./chunk-LKRU3FEU.js")
