// Owns: gathering what policies look at: ignore files, baseline, settings of the whole and of packages.
// Must not know: how policies judge.
import { statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { UserError } from '../core/fault.ts'
import type { Baseline, IgnoreEntry, PolicyFacts } from '../core/policy-facts.ts'
import { BASELINE_FILE, parseBaseline } from './baseline.ts'
import { IGNORE_FILES, parseIgnoreFile } from './ignore-files.ts'
import type { Scopes } from './scopes.ts'
import type { FileView } from './settings-find.ts'

/** What the look-up needs. Paths that were typed are relative to `cwd`, those of settings to `root`. */
export interface FactsLookup {
  readonly root: string
  readonly cwd: string
  readonly view: FileView
  readonly scopes: Scopes
  /** --gitleaks-ignore-path */
  readonly ignorePath: string | undefined
  /** Folders beside the root in which ignore files of gitleaks' kind count, too. */
  readonly ignoreFolders?: readonly string[]
  /** --baseline-path */
  readonly baselinePath: string | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Paths of findings: their packages' settings are asked for. */
  readonly paths: readonly string[]
}

/** Loads everything. Throws UserErrors with file and line: facts that cannot be read are fatal. */
export async function loadFacts(lookup: FactsLookup): Promise<PolicyFacts> {
  const { scopes, paths } = lookup
  const { settings } = scopes.whole
  const nested = await Promise.all([...new Set(paths)].map((path) => scopes.at(path)))
  const all = [...new Set([...nested, await scopes.at('')])]
  all.sort((a, b) => b.folder.length - a.folder.length)
  return {
    today: new Date(lookup.now).toISOString().slice(0, 10),
    ignores: ignoresOf(lookup),
    ignoreNeedsReason: settings.ignore.requireReason,
    baseline: baselineOf(lookup),
    scopes: all.map(({ folder, settings: s }) => ({
      folder,
      inline: s.inline,
      severity: s.severity,
      confidence: s.confidence,
      blockFrom: s.blockFrom,
      zones: s.isolation.zones,
    })),
  }
}

/** gitleaks reads them in the folder that is scanned, and in the one that it is started in. */
const THEIRS = ['.betterleaksignore', '.gitleaksignore']

function ignoresOf({ root, cwd, view, scopes, ignorePath, ignoreFolders = [] }: FactsLookup): IgnoreEntry[] {
  const files = new Map<string, string>()
  if (ignorePath !== undefined)
    for (const file of namedIgnores(resolve(cwd, ignorePath), view)) files.set(file, shownAs(root, file))
  for (const name of IGNORE_FILES) files.set(join(root, name), name)
  for (const folder of ignoreFolders)
    for (const file of THEIRS) files.set(join(folder, file), shownAs(root, join(folder, file)))
  for (const name of scopes.whole.settings.ignore.files) {
    const file = resolve(root, name)
    if (view.read(file) === undefined) {
      throw new UserError(
        `${scopes.whole.file}: ignore.files: ${name} does not exist`,
        'nothing is ignored by accident',
      )
    }
    files.set(file, name)
  }
  return [...files].flatMap(([file, shown]) => {
    const bytes = view.read(file)
    return bytes ? parseIgnoreFile(bytes.toString(), shown) : []
  })
}

/** A file, or the ignore files of a folder. A name that was typed must exist. */
function namedIgnores(path: string, view: FileView): string[] {
  const found = view.replaced(path) ? undefined : statSync(path, { throwIfNoEntry: false })
  const isFolder = found?.isDirectory() ?? view.names(path).length > 0
  if (isFolder) return IGNORE_FILES.map((name) => join(path, name))
  if (found || view.read(path)) return [path]
  throw new UserError(`ignore file ${path} does not exist`, 'check --gitleaks-ignore-path')
}

/** The baseline: named by a flag or by settings (then it must be there), or the one beside the settings. */
function baselineOf(lookup: FactsLookup): Baseline | undefined {
  const { file, named } = baselineFile(lookup)
  const bytes = lookup.view.read(file)
  if (bytes) return parseBaseline(bytes.toString(), shownAs(lookup.root, file))
  if (!named) return undefined
  throw new UserError(`baseline ${shownAs(lookup.root, file)} does not exist`, 'make one with: stanch baseline create')
}

/** Where the baseline of a run stands, and whether somebody named it. */
export function baselineFile({
  root,
  cwd,
  scopes,
  baselinePath,
}: Pick<FactsLookup, 'root' | 'cwd' | 'scopes' | 'baselinePath'>) {
  if (baselinePath) return { file: resolve(cwd, baselinePath), named: true }
  const set = scopes.whole.settings.baseline.file
  return set ? { file: resolve(root, set), named: true } : { file: join(root, BASELINE_FILE), named: false }
}

function shownAs(root: string, file: string): string {
  const path = relative(root, file)
  return path.startsWith('..') || isAbsolute(path) ? file : path
}
