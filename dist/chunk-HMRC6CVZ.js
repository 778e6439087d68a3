module.exports=require("./main.js").load("./chunk-HMRC6CVZ.js")
