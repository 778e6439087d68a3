module.exports=require("./main.js").load("./chunk-PZMHWT3I.js")
