module.exports=require("./main.js").load("./chunk-YSLSQTTJ.js")
