module.exports=require("./main.js").load("./chunk-LP3DV4BX.js")
