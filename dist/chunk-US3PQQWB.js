module.exports=require("./main.js").load("./chunk-US3PQQWB.js")
