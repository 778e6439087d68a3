// False positives and recall of the isolated-values check over real source trees, with made dotenv files.
//   node --experimental-strip-types test/bench/isolated-values.ts TREE...      (Node 22.6; or through esbuild)
// For each tree a dotenv file is made of: values that everybody has (ports, hosts, regions, development passwords),
// words, names, versions and paths that the tree itself holds under secret-sounding names, and random live values. A
// false positive is a value of the first two groups that counts and is found in the tree. Live values are planted into a
// copy of a file, and must be found.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Fragment } from '../../src/core/fragment.ts'
import { looksLive } from '../../src/core/live-value.ts'
import { Secret } from '../../src/core/secret.ts'
import { toText } from '../../src/core/utf8.ts'
import { valueInspector } from '../../src/policy/inspect-values.ts'
import { characters } from '../tokens.ts'

const COMMON: readonly (readonly [string, string])[] = [
  ...(
    'PORT=3000 NODE_ENV=development HOST=localhost LOG_LEVEL=debug TZ=Europe/Berlin DB_HOST=127.0.0.1 DB_PORT=5432 DB_NAME=app_development ' +
    'DB_USER=postgres DB_PASSWORD=postgres POSTGRES_PASSWORD=postgres MYSQL_ROOT_PASSWORD=root REDIS_URL=redis://localhost:6379/0 ' +
    'DATABASE_URL=postgres://postgres:postgres@localhost:5432/app_development MONGO_URI=mongodb://localhost:27017/test API_URL=https://api.example.com ' +
    'BASE_URL=http://localhost:3000 AWS_REGION=us-east-1 S3_BUCKET=my-app-uploads SMTP_HOST=smtp.gmail.com SMTP_USER=user@example.com ' +
    'JWT_SECRET=secret SESSION_SECRET=supersecret SECRET_KEY=changeme APP_KEY=development APP_SECRET=your-secret-key API_KEY=test API_TOKEN=token ' +
    'STRIPE_KEY=your_stripe_key SENTRY_DSN= GOOGLE_CLIENT_ID=client-id AUTH_TOKEN=authorization CSRF_TOKEN=csrf_token COOKIE_SECRET=keyboard CACHE_KEY=cache_key ' +
    'ADMIN_PASSWORD=password123 ADMIN_EMAIL=admin@example.com ENCRYPTION_KEY=undefined PRIVATE_KEY_PATH=./keys/private.pem LANG=en_US.UTF-8 FEATURE_FLAGS=true'
  )
    .split(' ')
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const),
]

const SKIP = /(^|\/)(\.git|node_modules|dist|vendor)$/

function* walk(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isDirectory() && !SKIP.test(path)) yield* walk(path)
    else if (stat?.isFile() && stat.size < 1 << 20) yield path
  }
}

/** Words, dotted names, versions and strings of the tree, as somebody may have them in a dotenv file. */
function borrowed(files: readonly Fragment[], seed: number): (readonly [string, string])[] {
  const names = [
    'APP_SECRET',
    'API_KEY',
    'DB_PASSWORD',
    'SERVICE_TOKEN',
    'APP_NAME',
    'CONFIG',
    'RELEASE',
    'QUEUE',
    'CLIENT_ID',
    'TITLE',
  ]
  const all: string[] = []
  for (const [i, file] of files.entries()) {
    if ((i * 7 + seed) % Math.max(1, Math.floor(files.length / 60)) !== 0) continue
    const text = Buffer.from(file.bytes).toString('utf8')
    const found = [...text.matchAll(/["'`]([^"'`\n]{4,40})["'`]|\b([A-Za-z][\w.-]{5,30})\b/g)].map((m) => m[1] ?? m[2]!)
    for (let k = 0; k < 5; k++) all.push(found[(k * 37 + seed) % Math.max(1, found.length)] ?? 'word')
  }
  return all.map((value, i) => [`${names[i % names.length]}_${i}`, value] as const)
}

function measure(tree: string): string {
  const files = [...walk(tree)].map(
    (path, seq): Fragment => ({
      ...{ seq, bytes: toText(readFileSync(path)).bytes, firstLine: 1, focus: 'all' },
      origin: { kind: 'file', path },
    }),
  )
  const benign = [...COMMON, ...borrowed(files, tree.length)].filter(([, value]) => value !== '')
  const live = Array.from({ length: 20 }, (_, i) => [`LIVE_TOKEN_${i}`, `${characters(18 + i, i + 1)}4x7`] as const)
  const counting = benign.filter(([name, value]) => looksLive(name, value, 8))
  const values = (pairs: typeof benign) =>
    pairs.map(([name, value]) => ({ name, from: '.env', value: new Secret(value) }))
  const inspect = valueInspector(values(counting))
  const hitFiles = files.map((file) => inspect(file)).filter((hits) => hits.length > 0)
  const wrong = new Set(hitFiles.flatMap((hits) => hits.map((h) => h.description)))
  const planted = { ...files[0]!, bytes: Buffer.from(live.map(([, v]) => `x = f("${v}");\n`).join('')) }
  const found = valueInspector(values(live))(planted).length
  const everything = valueInspector(values([...counting, ...live]))
  const bytes = files.reduce((n, f) => n + f.bytes.length, 0)
  const started = performance.now()
  for (const file of files) everything(file)
  const ms = performance.now() - started
  if (process.env.VERBOSE) console.error([...counting.map(([n, v]) => `${n}=${v}`)].join('\n'))
  const name = tree.split('/').filter(Boolean).at(-1)!
  const cells = [
    name,
    files.length,
    (bytes / 1e6).toFixed(1),
    benign.length,
    counting.length,
    wrong.size,
    hitFiles.length,
    `${found}/20`,
  ]
  return `| ${[...cells, Math.round(bytes / 1e3 / ms)].join(' | ')} |`
}

console.log(
  '| tree | files | MB | benign values | of which count | false positives (values) | files hit | live found | MB/s |',
)
console.log('|---|---|---|---|---|---|---|---|---|')
for (const tree of process.argv.slice(2)) console.log(measure(tree))
