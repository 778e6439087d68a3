module.exports=require("./main.js").load("./chunk-X2DNZGRD.js")
