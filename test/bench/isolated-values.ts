// False positives and recall of the isolated-values check: the built program, on real histories, with made dotenv files.
//   npm run bench:isolated-values REPOSITORY...      (repositories with a history, bare or not; nothing is written to them)
// Of each repository a copy is made in which the last commits (250, or a third) are not committed yet but staged: thousands
// of lines that people really wrote, on top of a HEAD that people really had. Its git-ignored dotenv file holds values that
// everybody has (ports, hosts, regions, development passwords), words and strings of the changed files themselves
// under secret-sounding names, and random live values, which a further staged file holds. A false positive is a value of the
// first two groups that blocks. Whatever is not in that HEAD counts, and what is there does not: as in a real run.
import { isUtf8 } from 'node:buffer'
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { looksLive } from '../../src/core/live-value.ts'
import { characters } from '../tokens.ts'

const BIN = process.env.STANCH_BIN ?? join(process.cwd(), 'bin', 'stanch.js')

type Pair = readonly [name: string, value: string]

const COMMON: readonly Pair[] = [
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

const NAMES =
  'APP_SECRET API_KEY DB_PASSWORD SERVICE_TOKEN APP_NAME CONFIG RELEASE QUEUE CLIENT_ID TITLE ACCESS_KEY SIGNING_SALT'.split(
    ' ',
  )

/** Strings and words of texts, as somebody may have them in a dotenv file: about 360, spread over all of them. */
function borrowed(texts: readonly string[], seed: number): Pair[] {
  const step = Math.max(1, Math.floor(texts.length / 60))
  const all = texts.flatMap((text, i) => {
    if ((i * 7 + seed) % step !== 0) return []
    const found = [...text.matchAll(/["'`]([^"'`\n]{4,40})["'`]|\b([A-Za-z][\w.-]{5,30})\b/g)].map((m) => m[1] ?? m[2]!)
    return found.length === 0 ? [] : Array.from({ length: 6 }, (_, k) => found[(k * 37 + seed) % found.length]!)
  })
  return all.map((value, i) => [`${NAMES[i % NAMES.length]}_${i}`, value] as const)
}

function git(cwd: string, ...args: string[]): string {
  const r = spawnSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 1 << 29 })
  if (r.status !== 0) throw new Error(`git ${args.join(' ')}: ${r.stderr}`)
  return r.stdout
}

/** The copy: its paths that are staged, and the staged texts. */
function staged(repository: string, folder: string): string[] {
  git(process.cwd(), 'clone', '-q', '--shared', '--no-tags', repository, folder)
  const commits = Number(git(folder, 'rev-list', '--count', '--first-parent', 'HEAD'))
  git(folder, 'reset', '-q', '--soft', `HEAD~${Math.min(250, Math.floor(commits / 3))}`)
  const paths = git(folder, 'diff', '--cached', '--name-only', '-z', '--diff-filter=AM').split('\0').filter(Boolean)
  return paths.filter((path) => {
    const stat = statSync(join(folder, path), { throwIfNoEntry: false })
    return stat?.isFile() === true && stat.size < 1 << 20 && isUtf8(readFileSync(join(folder, path)))
  })
}

/** A dotenv line; quoted as dotenv reads it. */
function line([name, value]: Pair): string {
  const quote = ["'", '"', '`'].find((q) => !value.includes(q)) ?? "'"
  return `${name}=${quote}${value}${quote}\n`
}

interface Row {
  readonly RuleID: string
  readonly Description: string
  readonly File: string
}

function measure(repository: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'isolated-values-'))
  try {
    const tree = join(folder, 'tree')
    const paths = staged(repository, tree)
    const benign = [
      ...COMMON,
      ...borrowed(
        paths.map((path) => readFileSync(join(tree, path), 'utf8')),
        paths.length,
      ),
    ]
    const live = Array.from({ length: 20 }, (_, i): Pair => [`LIVE_TOKEN_${i}`, `${characters(18 + i, i + 1)}4x7`])
    appendFileSync(join(tree, '.git/info/exclude'), '/.env.local\n')
    writeFileSync(join(tree, '.env.local'), [...benign.filter(([, value]) => value !== ''), ...live].map(line).join(''))
    writeFileSync(join(tree, 'planted.js'), live.map(([, value]) => `f("${value}")\n`).join(''))
    git(tree, 'add', 'planted.js')
    const run = spawnSync(process.execPath, [BIN, 'protect', '-f', 'json'], {
      ...{ cwd: tree, encoding: 'utf8', maxBuffer: 1 << 29 },
      env: { PATH: process.env.PATH, HOME: '/nonexistent' },
    })
    const rows = (JSON.parse(run.stdout) as Row[]).filter((row) => row.RuleID === 'isolation/value')
    const wrong = rows.filter((row) => row.File !== 'planted.js')
    if (process.env.VERBOSE) for (const { File, Description } of wrong) console.error(`${File}: ${Description}`)
    const counting = benign.filter(([name, value]) => value !== '' && looksLive(name, value, 8))
    const lines = git(tree, 'diff', '--cached', '--shortstat').match(/(\d+) insertion/)?.[1] ?? '0'
    const distinct = new Set(wrong.map((row) => row.Description)).size
    const name = repository
      .replace(/\/(repo|\.git)?\/*$/, '')
      .split(/[/+]/)
      .at(-1)!
    const cells = [
      name,
      paths.length,
      lines,
      benign.length,
      counting.length,
      distinct,
      `${rows.length - wrong.length}/20`,
    ]
    return `| ${cells.join(' | ')} |`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

console.log('| tree | staged files | new lines | benign values | look live | false positives | planted found |')
console.log('|---|---|---|---|---|---|---|')
for (const repository of process.argv.slice(2)) console.log(measure(repository))
