module.exports=require("./main.js").load("./chunk-B7UBBNYF.js")
