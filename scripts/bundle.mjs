// Builds dist/: the program as CommonJS chunks (Node starts them sooner than modules), and the compiled rules.
//   node scripts/bundle.mjs            writes dist/
//   node scripts/bundle.mjs --check    fails when dist/ is not what a fresh build gives
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, transform } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const EXTERNAL = ['re2', 'typescript']
/** What a clean hook run imports late. */
const HOT = ['src/engine/engine.ts', 'src/engine/executor.ts', 'src/engine/scan-job.ts', 'src/config/gather-values.ts', 'src/policy/inspect-values.ts']

/** In CommonJS `require` is there already; node:module brings Node's loader for modules with it, which costs a hook a millisecond. */
const plainRequire = {
  name: 'plain-require',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:module$/ }, () => ({ path: 'require', namespace: 'plain-require' }))
    onLoad({ filter: /.*/, namespace: 'plain-require' }, () => ({
      contents: 'export const createRequire = () => require',
    }))
  },
}

/** Splits into ES modules first, so that late imports stay late, then turns each chunk into CommonJS. */
async function bundleProgram(out) {
  const entryPoints = { main: 'src/main.ts', worker: 'src/commands/worker.ts' }
  const result = await build({
    absWorkingDir: root,
    entryPoints,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    keepNames: false,
    external: EXTERNAL,
    plugins: [plainRequire],
    outdir: out,
    write: false,
    metafile: true,
    chunkNames: 'chunk-[hash]',
    define: { __VERSION__: JSON.stringify(version), 'import.meta.filename': '__filename' },
    legalComments: 'none',
  })
  const modules = new Map(result.outputFiles.map((file) => [basename(file.path), file.text]))
  const hot = hotChunks(result.metafile)
  for (const [name, text] of modules) {
    const hotStub = `module.exports=require("./main.js").load("./${name}")\n`
    const code = name === 'main.js' ? await packed(hot, modules) : hot.has(name) ? hotStub : await toCommonJs(text)
    writeFileSync(join(out, name), code)
  }
  writeFileSync(join(out, 'package.json'), '{ "type": "commonjs" }\n')
  writeFileSync(join(out, 'THIRD-PARTY.txt'), licences(result.metafile))
}

async function toCommonJs(text) {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    minify: true,
  })
  return code
}

/** Names of the chunks that a clean hook run loads: those that main and HOT import, directly or through others. */
function hotChunks({ outputs }) {
  const byName = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]))
  const hot = new Set()
  const visit = (name) => {
    if (hot.has(name) || !byName.has(name)) return
    hot.add(name)
    for (const { path, kind } of byName.get(name).imports) if (kind === 'import-statement') visit(basename(path))
  }
  visit('main.js')
  for (const [name, { entryPoint }] of byName) if (HOT.includes(entryPoint)) visit(name)
  return hot
}

/**
 * One file for all of them: to find, read and compile forty small files takes the hook longer than to run them. Bundled once
 * more, so that they share one scope: a function inside a function is parsed twice.
 */
async function packed(hot, modules) {
  const parts = [...hot].map((name) => `"./${name}":()=>require("./${name}")`)
  const result = await build({
    stdin: { contents: `export * from "./main.js";const parts={${parts}};export const load=(name)=>parts[name]()` },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    minify: true,
    plugins: [hotModules(hot, modules)],
    write: false,
    legalComments: 'none',
  })
  const { text } = result.outputFiles[0]
  return `// ${createHash('sha256').update(text).digest('hex').slice(0, 16)}\n${text}` // bin/code-cache.js goes by it
}

/** Hot chunks are taken in; all others stay files of their own. */
const hotModules = (hot, modules) => ({
  name: 'hot-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path }) =>
      hot.has(basename(path)) ? { path: basename(path), namespace: 'hot' } : { path, external: true },
    )
    onLoad({ filter: /./, namespace: 'hot' }, ({ path }) => ({ contents: modules.get(path) }))
  },
})

/** The licences of everything that was bundled in. */
function licences(metafile) {
  const packages = new Set()
  for (const input of Object.keys(metafile.inputs)) {
    const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]
    if (name) packages.add(name)
  }
  const require = createRequire(import.meta.url)
  const texts = [...packages].sort().map((name) => {
    const folder = require.resolve
      .paths(name)
      .map((p) => join(p, name))
      .find((p) => exists(join(p, 'package.json')))
    const { version: v, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((f) => /^licen[cs]e/i.test(f))
    return `${name} ${v} (${license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : 'no licence file'}\n`
  })
  return `Bundled in dist/, with their licences.\n\n${texts.join(`\n${'-'.repeat(80)}\n\n`)}`
}

function exists(path) {
  try {
    readFileSync(path)
    return true
  } catch {
    return false
  }
}

/** Compiles rules/*.toml with the program's own loader and encoder. */
async function compileRules(out) {
  const temporary = mkdtempSync(join(tmpdir(), 'stanch-build-'))
  try {
    const file = join(temporary, 'compile.cjs')
    await build({
      absWorkingDir: root,
      stdin: {
        contents:
          "export { builtinRules } from './src/config/builtin.ts'; export { encodeRules } from './src/engine/compiled-encode.ts'; export { isolationEntries } from './src/config/isolation-data.ts'; export { nameTable } from './src/policy/name-table.ts'",
        resolveDir: root,
        loader: 'ts',
      },
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      external: EXTERNAL,
      define: { 'import.meta.filename': '__filename' },
      outfile: file,
    })
    const { builtinRules, encodeRules, isolationEntries, nameTable } = createRequire(import.meta.url)(file)
    writeFileSync(join(out, 'rules.bin'), encodeRules(builtinRules(join(root, 'rules'))))
    const entries = isolationEntries(join(root, 'rules', 'isolation.toml'))
    const shipped = entries.map(({ stops, keeps, magic, ...entry }) => entry)
    writeFileSync(join(out, 'isolation.json'), JSON.stringify({ entries: shipped, names: nameTable(entries) }))
  } finally {
    rmSync(temporary, { recursive: true })
  }
}

async function buildInto(out) {
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  await bundleProgram(out)
  await compileRules(out)
}

function contents(folder) {
  return new Map(
    readdirSync(folder)
      .sort()
      .map((f) => [f, readFileSync(join(folder, f))]),
  )
}

const dist = join(root, 'dist')
if (process.argv.includes('--check')) {
  const fresh = mkdtempSync(join(tmpdir(), 'stanch-dist-'))
  await buildInto(fresh)
  const [a, b] = [contents(dist), contents(fresh)]
  const stale = [...new Set([...a.keys(), ...b.keys()])].filter((f) => !a.get(f)?.equals(b.get(f) ?? Buffer.alloc(0)))
  rmSync(fresh, { recursive: true })
  if (stale.length > 0) {
    console.error(`dist/ is stale (${stale.join(', ')}): run npm run bundle and commit dist/`)
    process.exitCode = 1
  }
} else {
  await buildInto(dist)
}
