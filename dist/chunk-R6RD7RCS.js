module.exports=require("./main.js").load("./chunk-R6RD7RCS.js")
