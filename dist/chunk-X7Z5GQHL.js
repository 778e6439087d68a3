module.exports=require("./main.js").load("./chunk-X7Z5GQHL.js")
