// Owns: keeping compiled code for the next run, in a file that takes the old one's place when it is whole.
// Must not know: what the program does; when kept code is taken (stanch.js).
'use strict'
const fs = require('node:fs')
const path = require('node:path')

/** V8 takes code only under the flags under which it was kept: those of a run that begins, which a longer one has changed. */
const AS_STARTED = ['--flush-bytecode', '--max-inlined-bytecode-size-cumulative=920']

/** Writes what scripts have compiled so far, each to its place. `warm` calls what others will need: it is compiled then. */
exports.keep = async (scripts, warm) => {
  try {
    await warm()
  } catch {} // it is kept without
  for (const flag of AS_STARTED) require('node:v8').setFlagsFromString(flag)
  for (const { place, script } of scripts) keepOne(place, script)
}

/** Files of other builds are removed, and those that were never finished; another Node's of this build stays. */
function keepOne(place, script) {
  const folder = path.dirname(place)
  const fresh = `${place}.${process.pid}`
  const own = path.basename(place)
  const [pack, build] = own.split('-')
  const stale = (name) => name.startsWith(`${pack}-`) && (name.startsWith(own) || !name.startsWith(`${pack}-${build}-`))
  const done = attempt(() => {
    fs.mkdirSync(folder, { recursive: true })
    for (const name of fs.readdirSync(folder)) if (stale(name)) fs.rmSync(path.join(folder, name))
    const code = script.createCachedData()
    const fd = fs.openSync(fresh, 'wx', 0o644)
    try {
      fs.writeSync(fd, Buffer.concat([code, code]))
      fs.fsyncSync(fd)
    } finally {
      fs.closeSync(fd)
    }
    fs.renameSync(fresh, place)
    return true
  })
  if (!done) attempt(() => fs.rmSync(fresh, { force: true }))
}

/** A folder that is not ours to write, a full disk, another run at the same time: the next run compiles again. */
function attempt(work) {
  try {
    return work()
  } catch {
    return undefined
  }
}
