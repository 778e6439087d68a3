module.exports=require("./main.js").load("./chunk-STW6TPCO.js")
