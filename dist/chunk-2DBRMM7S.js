module.exports=require("./main.js").load("./chunk-2DBRMM7S.js")
