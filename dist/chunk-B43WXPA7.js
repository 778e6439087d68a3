module.exports=require("./main.js").load("./chunk-B43WXPA7.js")
