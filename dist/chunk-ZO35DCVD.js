module.exports=require("./main.js").load("./chunk-ZO35DCVD.js")
