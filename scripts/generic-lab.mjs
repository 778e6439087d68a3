// The laboratory of generic detection: the program's own rules and judge over text, candidate by candidate. Used by
// fit-generic.mjs and test/bench/generic.mjs. It runs the patterns over whole files, without the engine around them.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** The program's own modules, bundled into memory. */
export async function loadProgram() {
  const folder = mkdtempSync(join(tmpdir(), 'stanch-lab-'))
  try {
    const file = join(folder, 'lab.cjs')
    await build({
      absWorkingDir: root,
      stdin: {
        contents: `
          export { builtinRules } from './src/config/builtin.ts'
          export { expandTemplate } from './src/config/template.ts'
          export { randomOf, pick } from './src/config/random.ts'
          export { candidateOf } from './src/engine/generic/candidate.ts'
          export { readName } from './src/engine/generic/name.ts'
          export { readHeader } from './src/engine/generic/header.ts'
          export { featuresOf, withPath } from './src/engine/generic/features.ts'
          export { fileKindOf } from './src/engine/generic/file-kind.ts'
          export { rejects, rejectsAt } from './src/engine/generic/reject.ts'
          export { PLACED, PLACED_KEY, scoreOf } from './src/engine/generic/judge.ts'
          export * as weights from './src/engine/generic/weights.ts'
        `,
        resolveDir: root,
        loader: 'ts',
      },
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      external: ['re2'],
      define: { 'import.meta.filename': JSON.stringify(join(root, 'package.json')) },
      outfile: file,
      logLevel: 'error',
    })
    return createRequire(import.meta.url)(file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The generic rules with their patterns compiled. */
export function genericRules(program) {
  const RE2 = createRequire(join(root, 'package.json'))('re2')
  return program
    .builtinRules(join(root, 'rules'))
    .rules.filter((rule) => rule.id.startsWith('generic-'))
    .map((rule) => ({
      rule,
      check: rule.checks[0],
      regex: new RE2(rule.regex, 'gdu'),
      path: rule.path === undefined ? undefined : new RE2(rule.path, 'u'),
    }))
}

/** Every candidate of a text: where it stands, the features, and why it was rejected if it was. */
export function* candidatesIn(program, rules, bytes, path) {
  const low = bytes.toString('latin1').toLowerCase()
  for (const { rule, check, regex, path: where } of rules) {
    if (where && !where.test(path)) continue
    if (!rule.keywords.some((k) => low.includes(k))) continue
    for (let from = 0; from <= bytes.length; ) {
      regex.lastIndex = from
      const m = regex.exec(bytes)
      if (!m) break
      const [start, end] = m.indices[0]
      from = Math.max(end, start + 1)
      const secretSpan = m.indices.slice(1).find((pair) => pair && pair[1] > pair[0])
      if (!secretSpan) continue
      const proposed = {
        span: { start, end },
        secretSpan: { start: secretSpan[0], end: secretSpan[1] },
        secret: bytes.toString('utf8', secretSpan[0], secretSpan[1]),
      }
      yield { rule: rule.id, proposed, ...appraised(program, check, proposed, bytes, path) }
    }
  }
}

function appraised(program, check, proposed, bytes, path) {
  const {
    candidateOf,
    readName,
    readHeader,
    rejects,
    rejectsAt,
    featuresOf,
    withPath,
    fileKindOf,
    PLACED,
    PLACED_KEY,
  } = program
  const plain = candidateOf(proposed, bytes)
  const kind = fileKindOf(path)
  let candidate = plain
  let name = readName(plain.name)
  let more = {}
  if (check === 'placed-secret' || check === 'placed-key') {
    candidate = { ...plain, name: '', quote: '"' }
    name = check === 'placed-key' ? PLACED_KEY : PLACED
    more = { placed: 1 }
  } else if (check === 'header-secret') {
    const read = readHeader(plain)
    if (!read) return { rejected: 'no header', candidate }
    candidate = read.candidate
    name = read.name
    more = { header: 1 }
  }
  const ignored = kind === 'ignored' ? 'ignored' : undefined
  const rejected = rejects(candidate, name) ?? (check === 'assigned-secret' ? rejectsAt(candidate, kind) : ignored)
  const features = rejected ? undefined : withPath({ ...featuresOf(candidate, name), ...more }, path, kind)
  return { rejected, candidate, features }
}

const LARGEST = 3e6

/** Every file of a tree that may be text, as [path below the tree, bytes]. */
export function* filesOf(tree, below = '') {
  for (const entry of readdirSync(join(tree, below), { withFileTypes: true })) {
    const path = below ? `${below}/${entry.name}` : entry.name
    if (entry.isDirectory()) {
      if (entry.name !== '.git') yield* filesOf(tree, path)
    } else if (entry.isFile() && statSync(join(tree, path)).size < LARGEST) {
      const bytes = readFileSync(join(tree, path))
      if (!bytes.subarray(0, 1000).includes(0)) yield [path, bytes]
    }
  }
}
