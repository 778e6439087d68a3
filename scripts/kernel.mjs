// Compiles src/kernel/assembly/ (AssemblyScript) into src/kernel/code.ts.
//   node scripts/kernel.mjs            writes it
//   node scripts/kernel.mjs --check    fails when it is not what a fresh build gives
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const file = join(root, 'src', 'kernel', 'code.ts')
const HEAD = `// Owns: the kernel's code: src/kernel/assembly/ as WebAssembly, in base64. Made by: node scripts/kernel.mjs
// Must not know: anything.
// biome-ignore format: made
`

const folder = mkdtempSync(join(tmpdir(), 'stanch-kernel-'))
try {
  const made = join(folder, 'kernel.wasm')
  const options = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory', '--noExportMemory']
  const { error, stderr } = await asc.main([
    'src/kernel/assembly/index.ts',
    ...['--baseDir', root, '--outFile', made, '--memoryBase', '0'],
    ...options,
  ])
  if (error) throw new Error(`${error.message}\n${stderr}`)
  const text = `${HEAD}export const CODE =\n  '${readFileSync(made).toString('base64')}'\n`
  if (!process.argv.includes('--check')) writeFileSync(file, text)
  else if (readFileSync(file, 'utf8') !== text) {
    console.error('src/kernel/code.ts is stale: run node scripts/kernel.mjs')
    process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true })
}
