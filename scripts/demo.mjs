// The main job on this very repository: a commit with a token is refused, the same commit without it goes through.
// Works on a clone in a temporary folder; nothing here is changed. The token is made up on the spot.
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const clone = mkdtempSync(join(tmpdir(), 'stanch-demo-'))
const env = { ...process.env }
for (const name of Object.keys(env)) if (name.startsWith('GIT_')) delete env[name]

function git(...args) {
  const identity = ['-c', 'user.name=demo', '-c', 'user.email=demo@example.com', '-c', 'commit.gpgsign=false']
  return spawnSync('git', [...identity, ...args], { cwd: clone, env, encoding: 'utf8' })
}

function say(title, run) {
  console.log(`$ ${title}\n${run.stdout}${run.stderr}(exit ${run.status})\n`)
  return run.status
}

try {
  const cloned = git('clone', '--quiet', '--no-hardlinks', root, '.')
  if (cloned.status !== 0) throw new Error(cloned.stderr)
  const hook = `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'bin', 'stanch.js')}" protect\n`
  writeFileSync(join(clone, '.git', 'hooks', 'pre-commit'), hook, { mode: 0o755 })
  const digits = (n, seed) => Array.from({ length: n }, (_, i) => (seed * (i + 3) ** 2 + i * 7) % 10).join('')
  const letters = 'pQ7rT2vX9zB4dF6hK1mN3sW8'
  const token = ['xo', 'xb-', digits(12, 3), '-', digits(13, 7), '-', letters].join('')
  appendFileSync(join(clone, 'README.md'), `\nSLACK_TOKEN=${token}\n`)
  git('add', 'README.md')
  const refused = say('git commit -m "with a token"', git('commit', '-m', 'with a token'))
  appendFileSync(join(clone, 'LICENSE'), '\n')
  git('checkout', 'HEAD', '--', 'README.md')
  git('add', 'LICENSE')
  const passed = say('git commit -m "without it"', git('commit', '-m', 'without it'))
  process.exitCode = refused === 1 && passed === 0 ? 0 : 1
  console.log(process.exitCode === 0 ? 'refused and passed, as it should be' : 'this is not what should have happened')
} finally {
  rmSync(clone, { recursive: true, force: true })
}
