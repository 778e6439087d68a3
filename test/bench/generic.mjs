// How well generic detection does on the labelled set, and what each feature is worth.
//   node test/bench/generic.mjs               recall by class, flagged look-alikes and placeholders
//   node test/bench/generic.mjs --missed      ... and the cases that went wrong
//   node test/bench/generic.mjs --ablation    ... and the change when one group of features is off
// Only places that the weights were not fitted on count (every third), with values drawn anew.
import { candidatesIn, genericRules, loadProgram } from '../../scripts/generic-lab.mjs'
import { lookAlikes, positives } from '../../scripts/labelled.mjs'

const program = await loadProgram()
const rules = genericRules(program)
const { LEVELS } = program.weights
const heldOut = (c) => c.site % 3 === 0 || process.argv.includes('--all')
const cases = [...positives(program, 10, 'bench'), ...lookAlikes(program, 5, 'bench')].filter(heldOut)

for (const c of cases) {
  c.candidates = []
  for (const found of candidatesIn(program, rules, Buffer.from(c.text), c.path)) {
    if (found.features) c.candidates.push(found)
    else c.why = `${found.rule}: ${found.rejected}`
  }
}

function flagged(c, off) {
  return c.candidates.some(({ features, proposed }) => {
    if (c.secret && proposed.secret !== c.secret) return false
    const kept = off ? Object.fromEntries(Object.entries(features).filter(([name]) => !off.test(name))) : features
    return program.scoreOf(kept) >= LEVELS.medium
  })
}

function rates(off) {
  const table = {}
  for (const c of cases) {
    for (const row of c.label === 'true' ? [c.class, 'all true rows'] : [c.class]) {
      table[row] ??= { cases: 0, flagged: 0 }
      table[row].cases++
      if (flagged(c, off)) table[row].flagged++
    }
  }
  return table
}

const percent = ({ cases: n, flagged: f }) => `${((100 * f) / n).toFixed(1)} %`
const whole = rates()
for (const [name, row] of Object.entries(whole))
  console.log(`${name.padEnd(24)} ${String(row.cases).padStart(6)} cases   flagged ${percent(row)}`)

if (process.argv.includes('--missed')) {
  for (const c of cases) {
    const hit = flagged(c)
    if (c.label === 'true' ? !hit : hit)
      console.log(
        `${c.label === 'true' ? 'MISSED' : 'FALSE '} ${c.path}: ${c.text.replaceAll('\n', '⏎').trim()}   ${c.candidates.length === 0 ? (c.why ?? 'no candidate') : Math.max(...c.candidates.map((x) => program.scoreOf(x.features))).toFixed(1)}`,
      )
  }
}

if (process.argv.includes('--ablation')) {
  const groups = {
    name: /^name/,
    'value: rarity': /rarity|evidence|distinct/,
    'value: length': /^length/,
    'value: characters': /^classes|only|symbols|digit|vowels|ASCII/,
    'value: shape': /case|words|hex|uuid|sentence|blank|brackets|backslash|word and/,
    'value: weak': /^weak|telling/,
    quoting: /^bare|^quoted|^backtick/,
    operator: /^operator/,
    file: /^file/,
    'test path': /^test path/,
    surroundings: /^line|^comment|^user beside|^embedded|^long line/,
  }
  console.log('\nwithout                  true rows   look-alikes   placeholders   (same threshold)')
  for (const [name, off] of Object.entries(groups)) {
    const t = rates(off)
    console.log(
      `${name.padEnd(24)} ${['all true rows', 'look-alike', 'placeholder'].map((row) => percent(t[row]).padStart(9)).join('   ')}`,
    )
  }
}
