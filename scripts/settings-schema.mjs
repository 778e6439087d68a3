// Writes schema/stanch.schema.json from src/config/settings-schema.ts; a test holds the two equal.
//   node scripts/settings-schema.mjs
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { outputFiles } = await build({
  entryPoints: [join(root, 'src/config/published-schema.ts')],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
})
const { publishedSchema } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
)
mkdirSync(join(root, 'schema'), { recursive: true })
writeFileSync(join(root, 'schema', 'stanch.schema.json'), publishedSchema())
