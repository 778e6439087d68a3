module.exports=require("./main.js").load("./chunk-OGV6KMN4.js")
