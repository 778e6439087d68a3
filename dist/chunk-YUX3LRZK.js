module.exports=require("./main.js").load("./chunk-YUX3LRZK.js")
