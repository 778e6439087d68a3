// Owns: the flag table: one record for each flag; parser and help are derived from it.
// Must not know: what a flag does.
import type { RawOptions } from '../core/options.ts'

/** One flag. `strings` may be repeated and takes lists with commas. `bare` is the value of a flag that may stand without one (--redact). */
export interface Flag {
  readonly kind: 'boolean' | 'string' | 'number' | 'strings'
  readonly short?: string
  readonly aliases?: readonly string[]
  readonly argument?: string
  readonly bare?: string
  readonly help: string
  /** Accepted for gitleaks' sake; not shown in the help. */
  readonly hidden?: boolean
}

/** Long name (kebab-case of the field) -> flag. A field without a flag, or a flag without a field, does not compile. */
export const flags: { readonly [K in keyof RawOptions]-?: Flag } = {
  config: {
    kind: 'string',
    short: 'c',
    aliases: ['config-path'],
    argument: 'FILE',
    help: 'rule file in the gitleaks dialect',
  },
  source: { kind: 'string', short: 's', argument: 'DIR', help: 'repository or folder to scan (default: here)' },
  engine: { kind: 'string', argument: 're2|re2js|auto', help: 'regex engine; re2 insists on the native one' },
  reportFormat: {
    kind: 'string',
    short: 'f',
    aliases: ['format'],
    argument: 'FORMAT',
    help: 'text, json, sarif, junit, csv, gitlab, github, markdown, html',
  },
  reportPath: {
    kind: 'string',
    short: 'r',
    aliases: ['output'],
    argument: 'FILE',
    help: 'write the report there; - is stdout',
  },
  redact: {
    kind: 'number',
    bare: '100',
    argument: 'PERCENT',
    help: 'how much of each secret to hide (default 100; 0 shows it)',
  },
  color: { kind: 'string', argument: 'auto|always|never', help: 'colours in the text report' },
  noColor: { kind: 'boolean', help: 'the same as --color=never' },
  noBanner: { kind: 'boolean', help: 'accepted; there is no banner', hidden: true },
  quiet: { kind: 'boolean', short: 'q', help: 'print nothing when nothing is wrong' },
  verbose: { kind: 'boolean', short: 'v', help: 'list what was skipped, too' },
  staged: { kind: 'boolean', help: 'look at the index (what protect does anyway)', hidden: true },
  preCommit: { kind: 'boolean', help: 'the same as protect', hidden: true },
  ignoreGitleaksAllow: { kind: 'boolean', aliases: ['no-inline-allow'], help: 'do not honour allow comments' },
  gitleaksIgnorePath: {
    kind: 'string',
    short: 'i',
    argument: 'PATH',
    help: 'ignore file, or the folder that holds it',
  },
  maxDecodeDepth: { kind: 'number', argument: 'N', help: 'how many layers of encoding to look through (default 5)' },
  threads: { kind: 'number', argument: 'N', help: 'most worker threads (default: as many as cores); 1 = none' },
  exitCode: { kind: 'number', argument: 'N', help: 'exit code when something is blocked (default 1)' },
  failOnEmpty: { kind: 'boolean', help: 'exit 2 when there was nothing to scan' },
  allFiles: { kind: 'boolean', help: 'scan every tracked file and not only what is staged' },
  followSymlinks: { kind: 'boolean', help: 'dir: follow symbolic links (each target once)' },
  maxTargetMegabytes: { kind: 'number', argument: 'N', help: 'leave out larger files (counted; default: no limit)' },
  binary: { kind: 'boolean', help: 'dir: scan programs, images, fonts and media as text, too' },
  stdinPath: { kind: 'string', argument: 'PATH', help: 'stdin: what to call the text in reports and path rules' },
  enableRule: { kind: 'strings', argument: 'ID', help: 'use only these rules (repeatable, or with commas)' },
  baselinePath: { kind: 'string', short: 'b', argument: 'FILE', help: 'report of known findings, which are allowed' },
  maxArchiveDepth: { kind: 'number', argument: 'N', help: 'how many archives deep to look' },
  timeout: { kind: 'number', argument: 'SECONDS', help: 'stop after that time; what was not looked at gives exit 2' },
  logLevel: { kind: 'string', short: 'l', argument: 'LEVEL', help: 'accepted for gitleaks', hidden: true },
  logOpts: { kind: 'string', argument: 'OPTIONS', help: 'git: what git log is given: a range, --since ...' },
  cache: {
    kind: 'string',
    argument: 'DIR',
    help: 'git: remember there what was scanned; the next run reads what is new',
  },
  ci: { kind: 'boolean', help: 'git: the commits of this push or pull request, from the CI environment' },
  shard: {
    kind: 'string',
    argument: 'N/M',
    help: 'git: part N of M of the history; join the json reports: stanch report merge',
  },
  sinceCommit: { kind: 'string', argument: 'COMMIT', help: 'git: only commits of HEAD that are not in COMMIT' },
  reflog: { kind: 'boolean', help: 'git: commits that only the reflog still knows, too' },
  recurseSubmodules: {
    kind: 'boolean',
    help: 'git: the whole histories of submodules, too (one that is not here is a fault; no --cache)',
  },
  messages: { kind: 'boolean', help: 'git: messages of commits and tags, too' },
  allowShallow: { kind: 'boolean', help: 'git: a shallow clone is no fault' },
  platform: { kind: 'string', argument: 'NAME', help: 'git: form of links (github, gitlab, ...; none)' },
  noGit: { kind: 'boolean', help: 'detect: as files, not as a repository', hidden: true },
  pipe: { kind: 'boolean', help: 'detect: from standard input', hidden: true },
  reportTemplate: { kind: 'string', argument: 'FILE', help: 'not supported', hidden: true },
  diagnostics: { kind: 'string', argument: 'LIST', help: 'accepted for gitleaks', hidden: true },
  diagnosticsDir: { kind: 'string', argument: 'DIR', help: 'accepted for gitleaks', hidden: true },
  from: {
    kind: 'string',
    argument: 'FILE',
    help: 'vault sync: an export of values (JSON or NAME=value lines); - is stdin',
  },
  rate: { kind: 'number', argument: 'N', help: 'vault sync: requests in a second, at most (default 50)' },
  report: { kind: 'boolean', help: 'audit: print statistics only' },
  yes: { kind: 'boolean', short: 'y', help: 'init: do not ask' },
  failOnStale: { kind: 'boolean', help: 'suppressions that match nothing any more fail the run' },
  noIsolation: { kind: 'boolean', help: 'no check of files and values that must not be committed' },
  overlay: { kind: 'string', argument: 'FILE', help: 'scan as if other files stood in the tree (Go overlay format)' },
  policyFrom: {
    kind: 'string',
    argument: 'REF',
    help: 'take settings, rules, ignore files and baseline from that commit',
  },
  help: { kind: 'boolean', short: 'h', help: 'this text' },
  version: { kind: 'boolean', help: 'the version' },
}

/** `reportPath` -> `report-path`. */
export function longName(field: string): string {
  return field.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)
}
