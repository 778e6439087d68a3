module.exports=require("./main.js").load("./chunk-3JTGRC2N.js")
