// The dependency rule, the doors and the sizes of docs/architecture.md, held by reading the sources.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = join(import.meta.dirname, '..', 'src')
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.ts'))
  .map((f) => f.replaceAll('\\', '/'))
  .map((path) => ({ path, text: readFileSync(join(SRC, path), 'utf8') }))

const LAYERS: Record<string, readonly string[]> = {
  core: [],
  kernel: [],
  cli: ['core'],
  git: ['core', 'kernel'],
  config: ['core', 'git'],
  sources: ['core', 'git'],
  engine: ['core', 'kernel'],
  policy: ['core'],
  report: ['core'],
  vault: ['core'],
  commands: ['core', 'kernel', 'git', 'config', 'sources', 'engine', 'policy', 'report', 'vault', 'cli', 'host.ts'],
  'main.ts': ['cli', 'commands', 'core', 'host.ts'],
  'host.ts': ['core'],
}

/** What only these files may contain. */
const DOORS: readonly { what: string; pattern: RegExp; allowed: RegExp }[] = [
  { what: 'process', pattern: /(?<![\w.'"`-])process\.(?!\w+ )/, allowed: /^host\.ts$/ },
  { what: 'child processes', pattern: /from 'node:child_process'/, allowed: /^git\/run\.ts$/ },
  { what: 're2', pattern: /\('re2'\)|from 're2'/, allowed: /^engine\/regex\.ts$/ },
  { what: 're2js', pattern: /from 're2js'/, allowed: /^engine\/re2js\.ts$/ },
  { what: 'toml', pattern: /from 'toml'/, allowed: /^config\/toml\.ts$/ },
  { what: 'cosmiconfig', pattern: /'cosmiconfig'/, allowed: /^config\/settings\.ts$/ },
  { what: 'simple-git', pattern: /'simple-git'/, allowed: /^git\/ask\.ts$/ },
  { what: 'worker threads', pattern: /'node:worker_threads'/, allowed: /^engine\/(pool|worker)\.ts$/ },
  { what: 'connections', pattern: /'node:(https?|net|tls|dgram)'/, allowed: /^(vault\/|report\/alert)/ },
  { what: 'reveal()', pattern: /\.reveal\(/, allowed: /^vault\// },
]

const LONG_TABLES = /^cli\/flags\.ts$/

/** Without comment lines. */
function code(text: string): string {
  return text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map((m) => m[1]!)
}

function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path
}

describe('architecture', () => {
  it('has sources to check', () => {
    expect(files.length).toBeGreaterThan(20)
  })

  it('imports go one way only', () => {
    const wrong: string[] = []
    for (const { path, text } of files) {
      const from = folderOf(path)
      for (const target of importsOf(text)) {
        const to = folderOf(join(path, '..', target).replaceAll('\\', '/'))
        if (to !== from && !(LAYERS[from] ?? []).includes(to)) wrong.push(`${path} -> ${target}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it.each(DOORS)('only its door touches: $what', ({ pattern, allowed }) => {
    expect(files.filter((f) => !allowed.test(f.path) && pattern.test(code(f.text))).map((f) => f.path)).toEqual([])
  })

  it('nothing is imported by a name made at run time', () => {
    expect(files.filter((f) => /import\((?!')/.test(f.text)).map((f) => f.path)).toEqual([])
  })

  it('every file says in its first lines what it owns and what it must not know', () => {
    const bad = files.filter((f) => !/^\/\/ Owns: /.test(f.text) || !/^\/\/.*\bMust not know: /m.test(f.text))
    expect(bad.map((f) => f.path)).toEqual([])
  })

  it('files stay under 250 lines', () => {
    const long = files.filter((f) => !LONG_TABLES.test(f.path) && f.text.split('\n').length > 251)
    expect(long.map((f) => f.path)).toEqual([])
  })

  it('functions stay under 40 lines', () => {
    const long: string[] = []
    for (const { path, text } of files) {
      const lines = text.split('\n')
      lines.forEach((line, i) => {
        const head = /^( *)(?:export )?(?:async )?(?:function\*?|(?:private |static |async |get )*#?\w+\() ?.*\{$/.exec(
          line,
        )
        if (!head || /^\s*(if|for|while|switch|catch|return)\b/.test(line)) return
        const end = lines.findIndex((l, j) => j > i && l.startsWith(`${head[1]}}`))
        if (end - i > 41) long.push(`${path}:${i + 1} (${end - i} lines)`)
      })
    }
    expect(long).toEqual([])
  })

  it('no default exports, no enums, no any', () => {
    const bad = files.filter((f) => /^export default|^\s*(export )?(const )?enum |: any\b|as any\b/m.test(code(f.text)))
    expect(bad.map((f) => f.path)).toEqual([])
  })
})
