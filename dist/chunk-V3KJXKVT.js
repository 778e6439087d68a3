module.exports=require("./main.js").load("./chunk-V3KJXKVT.js")
