module.exports=require("./main.js").load("./chunk-VGBDALN6.js")
