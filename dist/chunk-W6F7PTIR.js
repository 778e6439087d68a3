module.exports=require("./main.js").load("./chunk-W6F7PTIR.js")
