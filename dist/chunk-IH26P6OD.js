module.exports=require("./main.js").load("./chunk-IH26P6OD.js")
