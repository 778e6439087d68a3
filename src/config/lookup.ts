// Owns: where the rules of a run come from: flag, environment, a file beside the target or above it, or built in.
// Must not know: what is in them. On the way of every hook: no parser is loaded here.
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { messageOf, UserError } from '../core/fault.ts'
import type { FileView } from './settings-find.ts'

/** What the look-up needs to know. `target` is the folder that is scanned or the repository's top. */
export interface Whereabouts {
  readonly flag: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly target: string
}

/** Where the rules come from, and who said so. */
export type RulePlace =
  | { readonly kind: 'file'; readonly name: string; readonly path: string; readonly by: string }
  | { readonly kind: 'text'; readonly name: string; readonly text: string; readonly by: string }
  | { readonly kind: 'builtin'; readonly by: string }

/** Names of rule files, first wins. */
export const RULE_FILES: readonly string[] = ['stanch.toml', '.stanch.toml', '.betterleaks.toml', '.gitleaks.toml']

/** Our own files hold settings, too: only with one of these keys do they say anything about rules. */
const OWN = /^\.?stanch\.toml$/
const ABOUT_RULES = /^\s*(\[+\s*)?["']?(rules|allowlists?|extend)["']?\s*[\].=]/im

/** The first that applies; nothing is merged. A file above the target counts up to the repository's top. */
export function findRules({ flag, env, cwd, target }: Whereabouts, view: FileView): RulePlace {
  const named: [string | undefined, string][] = [
    [flag, '--config'],
    [env.STANCH_CONFIG, 'STANCH_CONFIG'],
    [env.GITLEAKS_CONFIG, 'GITLEAKS_CONFIG'],
  ]
  for (const [name, by] of named)
    if (name) return { kind: 'file', name, path: isAbsolute(name) ? name : resolve(cwd, name), by }
  for (const by of ['STANCH_CONFIG_TOML', 'GITLEAKS_CONFIG_TOML']) {
    const text = env[by]
    if (text) return { kind: 'text', name: by, text, by }
  }
  return above(target, view) ?? { kind: 'builtin', by: 'no rule file was found' }
}

/** The nearest rule file from a folder up to the top of its repository; outside of a repository, the folder alone. */
function above(target: string, view: FileView): RulePlace | undefined {
  const own = fileIn(target, target, namesIn(target, view), view)
  if (own) return own
  let nearest: RulePlace | undefined
  for (let folder = target, names = namesIn(target, view); ; ) {
    nearest ??= fileIn(folder, target, names, view)
    if (names.includes('.git')) return nearest
    if (dirname(folder) === folder) return undefined
    folder = dirname(folder)
    try {
      names = view.names(folder)
    } catch {
      return undefined // a folder above that we may not list: then no repository holds the target, as far as we may know
    }
  }
}

function fileIn(folder: string, target: string, names: readonly string[], view: FileView): RulePlace | undefined {
  const name = RULE_FILES.find(
    (file) => names.includes(file) && (!OWN.test(file) || speaksOfRules(join(folder, file), view)),
  )
  if (name === undefined) return undefined
  const path = join(folder, name)
  return {
    kind: 'file',
    name: folder === target ? name : path,
    path,
    by: folder === target ? 'the folder' : 'a folder above',
  }
}

function namesIn(folder: string, view: FileView): readonly string[] {
  try {
    return view.names(folder)
  } catch (error) {
    throw new UserError(
      `${folder} ${messageOf(error)}`,
      'whether it holds a rule file cannot be told: name one with --config',
    )
  }
}

/** An unreadable file is taken for one: reading it will say what is wrong. */
function speaksOfRules(path: string, view: FileView): boolean {
  try {
    return ABOUT_RULES.test(view.read(path)?.toString('utf8') ?? '')
  } catch {
    return true
  }
}
