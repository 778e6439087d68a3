module.exports=require("./main.js").load("./chunk-IH4DLDZB.js")
