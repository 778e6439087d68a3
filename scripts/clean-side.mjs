// Counts what is found in trees that hold no secret: findings per 10 MB, by rule.
//   node scripts/clean-side.mjs [--list] [--gitleaks=PATH] FOLDER ...
// It runs the built program (dist/) on each folder, and gitleaks beside it when its path is given. `--list` prints each blocked finding
// in clear, to be looked at and classed.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = join(dirname(fileURLToPath(import.meta.url)), '../bin/stanch.js')
const args = process.argv.slice(2)
const flag = (name) => args.find((a) => a === `--${name}` || a.startsWith(`--${name}=`))
const gitleaks = flag('gitleaks')?.slice('--gitleaks='.length)
const trees = args.filter((a) => !a.startsWith('--'))
const temporary = mkdtempSync(join(tmpdir(), 'stanch-clean-'))

/** Blocked findings of a tree as {rule, file, line, secret}, and how many warn. */
function ours(tree) {
  const file = join(temporary, 'ours.json')
  const run = spawnSync(
    process.execPath,
    [program, 'dir', '.', '--report-format=json', `--report-path=${file}`, '--redact=0', '--no-isolation'],
    { cwd: tree, encoding: 'utf8', maxBuffer: 1 << 30 },
  )
  if (!existsSync(file)) throw new Error(run.stderr)
  const found = JSON.parse(readFileSync(file, 'utf8'))
  const list = Array.isArray(found) ? found : found.findings
  const action = (f) => f.Verdict?.action ?? f.verdict?.action ?? f.Action ?? 'block'
  return {
    blocked: list
      .filter((f) => action(f) === 'block')
      .map((f) => ({ rule: f.RuleID, file: f.File, line: f.StartLine, secret: f.Secret, match: f.Match })),
    warned: list.filter((f) => action(f) === 'warn').length,
    code: run.status,
    said: (run.stderr + run.stdout).trim().split('\n').at(-1),
  }
}

function theirs(tree) {
  const file = join(temporary, 'theirs.json')
  spawnSync(gitleaks, ['detect', '--no-git', '--no-banner', '--exit-code=0', '-s', '.', '-f', 'json', '-r', file], {
    cwd: tree,
  })
  return JSON.parse(readFileSync(file, 'utf8')).length
}

const bytesOf = (tree) =>
  Number(execFileSync('du', ['-sb', '--exclude=.git', tree], { encoding: 'utf8' }).split('\t')[0])

const rules = new Map()
const sum = { bytes: 0, blocked: 0, warned: 0, theirs: 0 }
console.log(`${'tree'.padEnd(44)} ${'MB'.padStart(7)} blocked  warned ${gitleaks ? 'gitleaks' : ''}`)
for (const tree of trees.flatMap((t) =>
  readdirSync(t, { withFileTypes: true })
    .filter((e) => e.isDirectory())
    .map((e) => join(t, e.name)),
)) {
  const bytes = bytesOf(tree)
  const { blocked, warned, code, said } = ours(tree)
  const other = gitleaks ? theirs(tree) : 0
  sum.bytes += bytes
  sum.blocked += blocked.length
  sum.warned += warned
  sum.theirs += other
  for (const f of blocked) rules.set(f.rule, (rules.get(f.rule) ?? 0) + 1)
  console.log(
    `${tree.split('/').slice(-1)[0].slice(0, 44).padEnd(44)} ${(bytes / 1e6).toFixed(1).padStart(7)} ${String(blocked.length).padStart(7)} ${String(warned).padStart(7)} ${gitleaks ? String(other).padStart(8) : ''}${code === 2 ? `  not all was looked at: ${said}` : ''}`,
  )
  if (flag('list'))
    for (const f of blocked)
      console.log(
        `    ${f.rule}  ${f.file}:${f.line}  ${f.secret.slice(0, 100).replaceAll('\n', '⏎')}   in ${f.match.slice(0, 140).replaceAll('\n', '⏎')}`,
      )
}
console.log(
  `\n${(sum.bytes / 1e6).toFixed(0)} MB: ${sum.blocked} blocked (${((sum.blocked * 1e7) / sum.bytes).toFixed(2)} per 10 MB), ${sum.warned} warned${gitleaks ? `, gitleaks ${sum.theirs} (${((sum.theirs * 1e7) / sum.bytes).toFixed(2)} per 10 MB)` : ''}`,
)
for (const [rule, n] of [...rules].sort((a, b) => b[1] - a[1])) console.log(`${String(n).padStart(6)}  ${rule}`)
rmSync(temporary, { recursive: true })
