// Owns: walking folders: which files there are, in a fixed order, each once; what is left out and why.
// Must not know: what files hold.
import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { messageOf, UserError } from '../core/fault.ts'

/** What the walk is told. */
export interface WalkOptions {
  /** As typed. */
  readonly roots: readonly string[]
  readonly cwd: string
  readonly followSymlinks: boolean
  /** Why a path (forward slashes, folders with a slash at the end) is left out; undefined = it is not. */
  readonly leaveOut: (path: string) => string | undefined
}

/** What the walk comes upon. `path` is for people, `file` is what to open. */
export type Walked =
  | {
      readonly type: 'file'
      readonly path: string
      readonly file: string
      readonly symlink?: string
      readonly pipe: boolean
    }
  | { readonly type: 'skip'; readonly path: string; readonly why: string }
  | { readonly type: 'fault'; readonly path: string; readonly message: string }

interface Root {
  readonly typed: string
  readonly real: string
  readonly stat: Stats
}

interface Link {
  readonly path: string
  readonly file: string
}

/** The files under the roots. Throws a UserError when a root does not exist. Links are followed last, each target once. */
export function* walk(options: WalkOptions): Generator<Walked> {
  const walker = new Walker(options)
  for (const root of withoutNested(options.roots.map((typed) => rootOf(typed, options.cwd)))) {
    yield* walker.root(root)
  }
  yield* walker.links()
}

/** Throws a UserError when a root does not exist or cannot be looked at. */
export function checkRoots(roots: readonly string[], cwd: string): void {
  for (const typed of roots) rootOf(typed, cwd)
}

function rootOf(typed: string, cwd: string): Root {
  const path = resolve(cwd, typed)
  try {
    return { typed, real: realpathSync(path), stat: statSync(path) }
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (!missing && /^\/(dev|proc)\//.test(path)) return { typed, real: path, stat: statSync(path) }
    throw new UserError(
      `${typed} ${missing ? 'does not exist' : `cannot be read: ${messageOf(error)}`}`,
      'nothing was scanned',
    )
  }
}

/** A root that lies in another one, or is named twice, is not walked again. */
function withoutNested(roots: readonly Root[]): Root[] {
  return roots.filter(
    (a, i) =>
      !roots.some((b, j) =>
        a.real === b.real ? j < i : a.real.startsWith(b.real.endsWith(sep) ? b.real : b.real + sep),
      ),
  )
}

class Walker {
  readonly #options: WalkOptions
  readonly #links: Link[] = []
  /** Real paths that were walked; kept only when links are followed. */
  readonly #visited = new Set<string>()

  constructor(options: WalkOptions) {
    this.#options = options
  }

  *root({ typed, real, stat }: Root): Generator<Walked> {
    const file = resolve(this.#options.cwd, typed)
    if (stat.isDirectory()) yield* this.#folder(slashes(join(typed)), file, real)
    else if (stat.isFile() || stat.isFIFO() || stat.isCharacterDevice())
      yield this.#file(slashes(typed), file, real, !stat.isFile())
    else yield { type: 'skip', path: typed, why: 'not a file' }
  }

  *links(): Generator<Walked> {
    for (let link = this.#links.shift(); link; link = this.#links.shift()) yield* this.#link(link)
  }

  *#folder(path: string, file: string, real: string, symlink?: string): Generator<Walked> {
    if (this.#options.followSymlinks) {
      if (this.#visited.has(real)) return
      this.#visited.add(real)
    }
    let entries: Dirent[]
    try {
      entries = readdirSync(file, { withFileTypes: true })
    } catch (error) {
      yield { type: 'fault', path, message: `the folder cannot be read: ${messageOf(error)}` }
      return
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      const under = (base: string) =>
        base === '.' ? entry.name : base.endsWith('/') ? base + entry.name : `${base}/${entry.name}`
      const link = symlink === undefined ? undefined : under(symlink)
      yield* this.#entry(entry, under(path), file + sep + entry.name, real + sep + entry.name, link)
    }
  }

  *#entry(entry: Dirent, path: string, file: string, real: string, symlink?: string): Generator<Walked> {
    if (entry.isDirectory()) {
      const why = entry.name === '.git' ? 'git folder' : this.#options.leaveOut(`${path}/`)
      if (why === undefined) yield* this.#folder(path, file, real, symlink)
      else yield { type: 'skip', path: `${path}/`, why }
    } else if (entry.isSymbolicLink()) {
      if (this.#options.followSymlinks) this.#links.push({ path, file })
      else yield { type: 'skip', path, why: 'symbolic link' }
    } else if (!entry.isFile()) {
      yield { type: 'skip', path, why: kindOf(entry) }
    } else if (!this.#visited.has(real)) {
      const why = this.#options.leaveOut(path)
      yield why === undefined ? this.#file(path, file, real, false, symlink) : { type: 'skip', path, why }
    }
  }

  #file(path: string, file: string, real: string, pipe: boolean, symlink?: string): Walked {
    if (this.#options.followSymlinks) this.#visited.add(real)
    return { type: 'file', path, file, pipe, ...(symlink === undefined ? {} : { symlink }) }
  }

  *#link({ path, file }: Link): Generator<Walked> {
    let real: string
    let stat: Stats
    try {
      real = realpathSync(file)
      stat = statSync(real)
    } catch (error) {
      const broken = /^(ENOENT|ELOOP)$/.test((error as NodeJS.ErrnoException).code ?? '')
      yield broken
        ? { type: 'skip', path, why: 'symbolic link to nothing' }
        : { type: 'fault', path, message: `the link cannot be followed: ${messageOf(error)}` }
      return
    }
    if (this.#visited.has(real)) return
    const target = this.#shown(real)
    const why =
      this.#options.leaveOut(stat.isDirectory() ? `${target}/` : target) ??
      (stat.isFile() || stat.isDirectory() ? undefined : 'not a file')
    if (why !== undefined) yield { type: 'skip', path, why }
    else if (stat.isDirectory()) yield* this.#folder(target, real, real, path)
    else yield this.#file(target, real, real, false, path)
  }

  /** Relative to where we are when it lies there, as gitleaks shows the target of a link. */
  #shown(real: string): string {
    const path = relative(realpathSync(this.#options.cwd), real)
    return slashes(path.startsWith('..') || isAbsolute(path) ? real : path || '.')
  }
}

function kindOf(entry: Dirent): string {
  if (entry.isSocket()) return 'socket'
  if (entry.isFIFO()) return 'pipe'
  return 'device'
}

function slashes(path: string): string {
  const plain = sep === '\\' ? path.replaceAll('\\', '/') : path
  return plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain
}
