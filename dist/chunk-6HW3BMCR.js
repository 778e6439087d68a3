module.exports=require("./main.js").load("./chunk-6HW3BMCR.js")
