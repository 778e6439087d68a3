// A copy of the built program, for tests of what it keeps beside itself.
import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { BIN, cleanEnv, TestRepo, temporaryFolder } from './harness.ts'

/** A copy of the program, which has kept nothing yet. */
export class Program {
  readonly folder = temporaryFolder()
  readonly repo = new TestRepo()

  readonly #args: readonly string[]

  constructor(args: readonly string[] = ['protect']) {
    this.#args = args
    for (const name of ['bin', 'dist'])
      cpSync(join(dirname(BIN), '..', name), join(this.folder, name), { recursive: true })
    symlinkSync(join(dirname(BIN), '..', 'node_modules'), join(this.folder, 'node_modules'))
    this.repo.stage('a.js', 'const a = 1\n')
  }

  run(env: Record<string, string> = {}, node: readonly string[] = []) {
    const args = [...node, join(this.folder, 'bin', 'stanch.js'), ...this.#args]
    return spawnSync(process.execPath, args, { cwd: this.repo.dir, env: cleanEnv(env), encoding: 'utf8' })
  }

  get cache(): string {
    return join(this.folder, '.cache')
  }

  /** The one file of the cache that a clean run makes. */
  get kept(): string {
    const pack = this.#args[0] === 'protect' ? 'main-' : `main.${this.#args[0]}-`
    const names = readdirSync(this.cache).filter((name) => name.startsWith(pack))
    expect(names).toHaveLength(1)
    return join(this.cache, names[0]!)
  }

  /** Whether a run takes the file as it is, and does not put another in its place. */
  takes(): boolean {
    const made = () => statSync(this.kept, { bigint: true }).ctimeNs
    const before = made()
    expect(this.run().status).toBe(0)
    return made() === before
  }
}
