#!/usr/bin/env node
// Exit code 2 until main has finished; crash handlers; files of dist/, loaded with the code that an earlier run has compiled.
//
// CommonJS on purpose: Node starts it 6 ms sooner than a module. Compiling takes a hook longer than all of its work, and a small
// history a tenth of it, so a run keeps what was compiled (keep.js) in .cache/ beside the program, for each verb what it needs:
// who can write there can change the program, too.
// It is taken only from a file that belongs to this user or to the program's owner and that nobody else can write; its name
// has the build, Node's version and the machine; and it holds all twice, since V8 does not notice damage.
'use strict'
process.exitCode = 2
const fs = require('node:fs')
const path = require('node:path')
const crash = (error) => {
  try {
    fs.writeSync(2, `stanch: internal error: ${error?.stack || error}\n`)
  } finally {
    process.exit(2)
  }
}
process.on('uncaughtException', crash)
process.on('unhandledRejection', crash)

const dist = path.dirname(require.resolve('../dist/main.js'))
/** Verbs whose compiled code is kept; others take what the hook keeps. */
const verb = ['git', 'dir'].find((name) => name === process.argv[2]) ?? 'protect'
/** Loaded files of dist/ whose compiled code may be kept. */
const loaded = []
const { main, nodeHost, warm } = load(path.join(dist, 'main.js'))
main(process.argv.slice(2), nodeHost(dist)).then((code) => {
  process.exitCode = code
  const fresh = loaded.filter(({ taken }) => !taken)
  if (fresh.length > 0 && code < 2 && process.argv[2] === verb && !process.env.CI)
    require('./keep.js').keep(fresh, warm)
})

/** As Node's own loader does it: whoever requires the file later gets the same instance. */
function load(file) {
  if (require.cache[file]) return require.cache[file].exports
  const source = fs.readFileSync(file, 'utf8')
  const place = placeOf(file, /^\/\/ ([0-9a-f]{16})\n/.exec(source)?.[1])
  if (!place) return require(file)
  const { Script } = require('node:vm')
  const cachedData = kept(place)
  // V8 forgets code that a long run has not called for a while.
  if (!cachedData && verb !== 'protect') require('node:v8').setFlagsFromString('--no-flush-bytecode')
  const script = new Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`, {
    filename: file,
    cachedData,
  })
  loaded.push({ place, script, taken: cachedData && !script.cachedDataRejected })
  const Module = module.constructor
  const made = new Module(file, module)
  made.filename = file
  made.paths = Module._nodeModulePaths(dist)
  require.cache[file] = made
  const ask = (name) => (/^\.\/[a-z]+\.js$/.test(name) ? load(path.join(dist, name)) : made.require(name))
  script.runInThisContext()(made.exports, ask, made, file, dist)
  made.loaded = true
  return made.exports
}

/** Where compiled code of a build is kept; undefined when there is none to be kept. */
function placeOf(file, build) {
  const { versions, arch, execArgv, env } = process
  if (!build || execArgv.length > 0) return undefined
  if (env.NODE_OPTIONS || env.NODE_DISABLE_COMPILE_CACHE || env.NODE_V8_COVERAGE) return undefined
  const pack = path.basename(file, '.js') + (verb === 'protect' ? '' : `.${verb}`)
  const name = `${pack}-${build}-${versions.node}-${versions.v8}-${arch}.bin`
  return path.join(dist, '..', '.cache', name)
}

function kept(name) {
  let fd
  try {
    fd = fs.openSync(name, fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0))
    const { uid, mode, size } = fs.fstatSync(fd)
    const user = process.geteuid?.()
    if (user !== undefined && (mode & 0o022) !== 0) return undefined
    if (user !== undefined && uid !== user && uid !== fs.statSync(__filename).uid) return undefined
    const twice = fs.readFileSync(fd)
    const half = twice.subarray(0, size >> 1)
    return half.equals(twice.subarray(size >> 1)) ? half : undefined
  } catch {
    return undefined // not there yet, or not to be read: the program is compiled as it would be without
  } finally {
    if (fd !== undefined) fs.closeSync(fd)
  }
}
