module.exports=require("./main.js").load("./chunk-5V3R3EHP.js")
