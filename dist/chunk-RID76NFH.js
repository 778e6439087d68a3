module.exports=require("./main.js").load("./chunk-RID76NFH.js")
