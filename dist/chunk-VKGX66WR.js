module.exports=require("./main.js").load("./chunk-VKGX66WR.js")
