module.exports=require("./main.js").load("./chunk-VMWE4DUM.js")
