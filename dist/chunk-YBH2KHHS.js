module.exports=require("./main.js").load("./chunk-YBH2KHHS.js")
