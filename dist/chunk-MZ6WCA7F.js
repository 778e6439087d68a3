module.exports=require("./main.js").load("./chunk-MZ6WCA7F.js")
