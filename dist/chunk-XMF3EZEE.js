module.exports=require("./main.js").load("./chunk-XMF3EZEE.js")
