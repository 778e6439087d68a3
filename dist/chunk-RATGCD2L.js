module.exports=require("./main.js").load("./chunk-RATGCD2L.js")
