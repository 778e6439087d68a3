module.exports=require("./main.js").load("./chunk-ZPS3O6VA.js")
