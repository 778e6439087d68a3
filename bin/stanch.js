#!/usr/bin/env node
// CommonJS on purpose: Node starts it 6 ms sooner than a module. The exit code is 2 until main has finished.
'use strict'
process.exitCode = 2
const crash = (error) => {
  try {
    require('node:fs').writeSync(2, `stanch: internal error: ${error?.stack || error}\n`)
  } finally {
    process.exit(2)
  }
}
process.on('uncaughtException', crash)
process.on('unhandledRejection', crash)
const { main, nodeHost } = require('../dist/main.js')
main(process.argv.slice(2), nodeHost(require('node:path').join(__dirname, '..', 'dist'))).then((code) => {
  process.exitCode = code
})
