module.exports=require("./main.js").load("./chunk-EIBNAMZ5.js")
