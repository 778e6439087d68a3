module.exports=require("./main.js").load("./chunk-NQNDMFMD.js")
