// Owns: where a repository keeps its objects: packs that can be read directly, and whether something may be absent.
// Must not know: what is in the packs.
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Repo } from './repo.ts'
import { gitError, runGit, succeeded } from './run.ts'

/** One pack and its index. */
export interface PackPair {
  readonly pack: string
  readonly index: string
}

/** A repository's own object folder. Loose objects and alternates are left to git. */
export interface Store {
  /** Bytes of an object's name. */
  readonly hash: number
  readonly packs: readonly PackPair[]
  /** A partial clone: objects may be absent, by promise of the remote. */
  readonly partial: boolean
}

/** Looks where the objects are. Throws a UserError when git cannot say. */
export async function openStore({ context }: Pick<Repo, 'context'>): Promise<Store> {
  const args = ['rev-parse', '--show-object-format', '--git-path', 'objects']
  const result = await runGit(context, args)
  if (!succeeded(result)) throw gitError(args, result)
  const [format, objects = ''] = result.stdout.toString().split('\n')
  const folder = join(resolve(context.cwd, objects), 'pack')
  const names = existsSync(folder) ? readdirSync(folder) : []
  return {
    hash: format === 'sha256' ? 32 : 20,
    packs: names
      .filter((name) => name.endsWith('.idx') && names.includes(name.replace(/idx$/, 'pack')))
      .map((name) => ({ index: join(folder, name), pack: join(folder, name.replace(/idx$/, 'pack')) })),
    partial: names.some((name) => name.endsWith('.promisor')),
  }
}
