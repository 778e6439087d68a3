module.exports=require("./main.js").load("./chunk-FC4J46EE.js")
