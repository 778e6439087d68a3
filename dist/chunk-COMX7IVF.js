module.exports=require("./main.js").load("./chunk-COMX7IVF.js")
