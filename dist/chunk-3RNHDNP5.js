module.exports=require("./main.js").load("./chunk-3RNHDNP5.js")
