module.exports=require("./main.js").load("./chunk-LTFNBN7K.js")
