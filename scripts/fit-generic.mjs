// Fits the weights of generic detection (src/engine/generic/weights.ts).
//   node scripts/fit-generic.mjs gather FOLDER ...   clean trees -> test/fixtures/labelled/clean-vectors.txt
//   node scripts/fit-generic.mjs                     labelled cases and clean vectors -> weights.ts
// Logistic regression by gradient descent with an L2 penalty. A clean tree is taken to hold no secret at all; what of its
// text the judge lets through is a vector of features here, so that no text of others stands in this repository.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { candidatesIn, filesOf, genericRules, loadProgram, root } from './generic-lab.mjs'
import { lookAlikes, positives } from './labelled.mjs'

const VECTORS = join(root, 'test/fixtures/labelled/clean-vectors.txt')
const WEIGHTS = join(root, 'src/engine/generic/weights.ts')
const HELD_OUT = 3 // every third place is held out

const program = await loadProgram()
const rules = genericRules(program)

function gather(folders) {
  const seen = new Map()
  let bytes = 0
  for (const folder of folders)
    for (const [path, content] of filesOf(folder)) {
      bytes += content.length
      for (const { features } of candidatesIn(program, rules, content, path)) {
        if (!features) continue
        const line = encode(features)
        seen.set(line, (seen.get(line) ?? 0) + 1)
      }
    }
  const head = `# Features of every candidate in ${Math.round(bytes / 1e6)} MB of clean trees: count, then name=value pairs. Made by scripts/fit-generic.mjs.\n`
  writeFileSync(
    VECTORS,
    head +
      [...seen]
        .sort()
        .map(([line, n]) => `${n}\t${line}\n`)
        .join(''),
  )
  console.log(`${seen.size} vectors of ${bytes / 1e6} MB`)
}

const encode = (features) =>
  Object.entries(features)
    .map(([k, v]) => (v === 1 ? k : `${k}=${+v.toFixed(1)}`))
    .join(';')

const decode = (line) =>
  Object.fromEntries(
    line.split(';').map((pair) => {
      const at = pair.lastIndexOf('=')
      return at < 0 ? [pair, 1] : [pair.slice(0, at), Number(pair.slice(at + 1))]
    }),
  )

function cleanVectors() {
  return readFileSync(VECTORS, 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => {
      const [n, rest] = line.split('\t')
      return { features: decode(rest), count: Number(n) }
    })
}

/** The features of the case's secret (or of its best candidate, where there is none). */
function featuresOfCase(c) {
  let best
  for (const { features, proposed } of candidatesIn(program, rules, Buffer.from(c.text), c.path)) {
    if (!features || (c.secret && proposed.secret !== c.secret)) continue
    if (!best || program.scoreOf(features) > program.scoreOf(best)) best = features
  }
  return best
}

const isHeldOut = (c) => c.site % HELD_OUT === 0

function regression(examples, rounds = 1500, rate = 0.5, penalty = 1e-4) {
  const names = [...new Set(examples.flatMap((e) => Object.keys(e.features)))].sort()
  const index = new Map(names.map((n, i) => [n, i]))
  const rows = examples.map((e) => ({ ...e, at: Object.entries(e.features).map(([k, v]) => [index.get(k), v]) }))
  const total = rows.reduce((sum, r) => sum + r.weight, 0)
  const w = new Float64Array(names.length)
  const square = new Float64Array(names.length + 1).fill(1e-6)
  let bias = 0
  for (let round = 0; round < rounds; round++) {
    const gradient = new Float64Array(names.length)
    let biasGradient = 0
    for (const row of rows) {
      let score = bias
      for (const [i, v] of row.at) score += w[i] * v
      const error = (row.label - 1 / (1 + Math.exp(-score))) * row.weight
      for (const [i, v] of row.at) gradient[i] += error * v
      biasGradient += error
    }
    for (let i = 0; i < w.length; i++) {
      const g = gradient[i] / total - penalty * w[i]
      square[i] = 0.99 * square[i] + 0.01 * g * g
      w[i] += (rate * 0.1 * g) / (Math.sqrt(square[i]) + 1e-4)
    }
    bias += rate * 2 * (biasGradient / total)
  }
  return { names, w, bias }
}

// Blocked generic findings per MB of clean trees, which hold made-up passwords and salts of their tests too.
const PUBLIC_RATE = 1 / 14
const LOW_RATE = 1 / 6

function thresholds(model, clean, megabytes) {
  const scores = clean.flatMap((c) => Array(c.count).fill(scoreWith(model, c.features))).sort((a, b) => b - a)
  const at = (rate) => scores[Math.floor(rate * megabytes)] + 0.001
  return { low: at(LOW_RATE), medium: at(PUBLIC_RATE), high: at(PUBLIC_RATE / 7) }
}

const scoreWith = (model, features) => {
  let score = model.bias
  for (const [k, v] of Object.entries(features)) score += (model.weight.get(k) ?? 0) * v
  return score
}

function main() {
  const clean = cleanVectors()
  const megabytes = Number(/in (\d+) MB/.exec(readFileSync(VECTORS, 'utf8'))[1])
  const yes = positives(program, 12, 'fit').filter((c) => !isHeldOut(c))
  const no = lookAlikes(program, 3, 'fit').filter((c) => !isHeldOut(c))
  const made = (cases, label, weight) =>
    cases.flatMap((c) => {
      const features = featuresOfCase(c)
      return features ? [{ features, label, weight }] : []
    })
  const examples = [
    ...made(yes, 1, 0.38),
    ...made(no, 0, 2.5),
    ...clean.map((c) => ({ features: c.features, label: 0, weight: Math.sqrt(c.count) })),
  ]
  const { names, w, bias } = regression(examples)
  const model = { bias, weight: new Map(names.map((n, i) => [n, w[i]])) }
  const levels = thresholds(model, clean, megabytes)
  writeWeights(names, w, bias, levels)
  console.log(`${examples.length} examples, levels ${JSON.stringify(levels)}`)
}

function writeWeights(names, w, bias, levels) {
  const text = readFileSync(WEIGHTS, 'utf8')
  const lines = names
    .map((n, i) => `  ${/^[a-z]+$/i.test(n) ? n : `'${n}'`}: ${w[i].toFixed(2)},`)
    .filter((line) => !/: -?0\.0\d,$/.test(line))
  writeFileSync(
    WEIGHTS,
    text
      .replace(/BIAS = .*/, `BIAS = ${bias.toFixed(2)}`)
      .replace(
        /LEVELS = .*/,
        `LEVELS = { low: ${levels.low.toFixed(2)}, medium: ${levels.medium.toFixed(2)}, high: ${levels.high.toFixed(2)} } as const`,
      )
      .replace(/(WEIGHTS[^{]*\{)[^}]*\}/, (_, head) => `${head}\n${lines.join('\n')}\n}`),
  )
}

if (process.argv[2] === 'gather') gather(process.argv.slice(3))
else main()
