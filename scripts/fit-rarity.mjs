// Rebuilds src/engine/rarity-data.ts: the statistics of written text (words, identifiers, paths) behind rarity().
//   node scripts/fit-rarity.mjs [folder ...]      default: this project's files, its node_modules and its commit messages
// Any folder of source text will do. What looks random in it (hashes, source maps) is dropped by fitting twice.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const target = join(root, 'src/engine/rarity-data.ts')
const TEXT = new Set([
  '.js',
  '.mjs',
  '.cjs',
  '.ts',
  '.mts',
  '.cts',
  '.md',
  '.json',
  '.yml',
  '.yaml',
  '.toml',
  '.c',
  '.h',
  '.cc',
  '.py',
  '.sh',
  '.css',
  '.html',
])
const LEFT_OUT = /[.-]min\.|package-lock|\.tsbuildinfo$|rarity-data/
const LEVELS_PER_BIT = 6
const TOP_LEVEL = 86
/** Share of pure chance in the model: no single odd pair of letters may decide. */
const CHANCE = 0.12
const MOST_BYTES = 120e6

function* filesUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (entry.name !== '.git' && entry.name !== 'dist') yield* filesUnder(path)
    } else if (entry.isFile() && TEXT.has(extname(entry.name)) && !LEFT_OUT.test(entry.name)) yield path
  }
}

/** Each distinct run of name characters, with the number of times it stands there. */
function countTokens(folders) {
  const tokens = new Map()
  let read = 0
  const take = (text) => {
    for (const [token] of text.matchAll(/[A-Za-z0-9_$@%][A-Za-z0-9_$@%.:/+-]{2,79}/g))
      tokens.set(token, (tokens.get(token) ?? 0) + 1)
  }
  for (const folder of folders) {
    for (const file of filesUnder(folder)) {
      if (statSync(file).size > 1e6 || read > MOST_BYTES) continue
      const text = readFileSync(file, 'utf8')
      read += text.length
      take(text)
    }
  }
  take(execFileSync('git', ['-C', root, 'log', '--format=%B'], { encoding: 'utf8', maxBuffer: 1e9 }))
  return tokens
}

/** Cost in levels for every entry of the table, from weighted tokens. */
function tableOf(tokens, keep, { walkRarity, RARITY_ENTRIES }) {
  const counts = new Float64Array(RARITY_ENTRIES)
  for (const [token, n] of tokens) {
    if (!keep(token)) continue
    const weight = 1 + Math.log2(n)
    walkRarity(token, (a, b) => {
      counts[a] += weight
      counts[b] += weight
    })
  }
  const probabilities = new Float64Array(RARITY_ENTRIES)
  const letters = 28 * 28 * 26
  const digits = letters + 11 * 11 * 10
  const classes = digits + 625
  smooth(counts, probabilities, 0, 28, 26)
  smooth(counts, probabilities, letters, 11, 10)
  for (let at = digits; at < classes; at += 5) share(counts, probabilities, at, 5, () => 1 / 5, 4)
  share(counts, probabilities, classes, 129, () => 1 / 129, 20)
  return probabilities.map((p, i) => CHANCE * evenOdds(i) + (1 - CHANCE) * p)
}

/** Probability of an entry when all of its kind are equally likely. */
function evenOdds(i) {
  if (i < 28 * 28 * 26) return 1 / 26
  if (i < 28 * 28 * 26 + 1210) return 1 / 10
  return i < 28 * 28 * 26 + 1210 + 625 ? 1 / 5 : 1 / 129
}

/** Witten-Bell: three characters back off to two, two to one, one to even odds. */
function smooth(counts, out, first, contexts, size) {
  const one = new Float64Array(size)
  const two = new Float64Array(contexts * size)
  for (let c = 0; c < contexts * contexts * size; c++) {
    one[c % size] += counts[first + c]
    two[c % (contexts * size)] += counts[first + c]
  }
  const p1 = new Float64Array(size)
  const p2 = new Float64Array(contexts * size)
  share(one, p1, 0, size, () => 1 / size)
  for (let c = 0; c < contexts; c++) share(two, p2, c * size, size, (i) => p1[i])
  for (let c = 0; c < contexts * contexts; c++)
    share(counts, out, first + c * size, size, (i) => p2[(c % contexts) * size + i])
}

function share(counts, out, first, size, lower, extra = 0) {
  let total = 0
  let kinds = extra
  for (let i = first; i < first + size; i++) {
    total += counts[i]
    if (counts[i] > 0) kinds++
  }
  const rest = Math.max(1, kinds)
  for (let i = 0; i < size; i++) out[first + i] = (counts[first + i] + rest * lower(i)) / (total + rest)
}

const level = (p) => Math.min(TOP_LEVEL, Math.round(-Math.log2(p) * LEVELS_PER_BIT))

/** One printable character an entry, '(' for cost 0; '!' stands for the backslash. */
function encode(probabilities) {
  return [...probabilities].map((p) => String.fromCharCode(40 + level(p)).replace('\\', '!')).join('')
}

function source(data) {
  return `// Owns: the statistics of written text for rarity.ts, one character for each entry: cost in ${LEVELS_PER_BIT}ths of a bit, from '(' = 0 ('!' = backslash).
// Must not know: how they are used. Made by scripts/fit-rarity.mjs; do not edit.

/** Steps of the scale in one bit. */
export const LEVELS_PER_BIT = ${LEVELS_PER_BIT}

/** The table. */
export const RARITY_DATA =
  '${data}'
`
}

writeFileSync(target, source('('))
const bundled = await build({
  absWorkingDir: root,
  entryPoints: ['src/engine/rarity.ts'],
  bundle: true,
  format: 'esm',
  platform: 'node',
  write: false,
})
const model = await import(`data:text/javascript;base64,${Buffer.from(bundled.outputFiles[0].text).toString('base64')}`)
const folders = process.argv.slice(2)
const tokens = countTokens(
  folders.length > 0 ? folders : [join(root, 'src'), join(root, 'scripts'), join(root, 'node_modules/')],
)

/** The same reckoning as rarity(), over probabilities that are not yet rounded. */
function looksDrawn(token, probabilities) {
  if (token.length < 12) return false
  let bits = 0
  model.walkRarity(token, (a, b) => {
    bits -= Math.log2(probabilities[a]) + Math.log2(probabilities[b])
  })
  return bits / token.length > 5.2
}

const plausible = (token) => !/^[0-9a-f]{16,}$|(.)\1{7}/i.test(token) && !/[0-9][A-Za-z][0-9]+[A-Za-z][0-9]/.test(token)
const rough = tableOf(tokens, plausible, model)
const fine = tableOf(tokens, (token) => plausible(token) && !looksDrawn(token, rough), model)
writeFileSync(target, source(encode(fine)))
console.log(`${tokens.size} distinct tokens; wrote ${target}`)
