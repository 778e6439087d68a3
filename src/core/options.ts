// Owns: what was typed on the command line, as data. One field for each flag of cli/flags.ts.
// Must not know: what the flags mean together (commands/ decides that).

/** What was typed. Absent = not typed. Numbers are parsed, nothing is resolved. */
export interface RawOptions {
  readonly config?: string
  readonly source?: string
  readonly engine?: string
  readonly reportFormat?: string
  readonly reportPath?: string
  readonly redact?: number
  readonly color?: string
  readonly noColor?: boolean
  readonly noBanner?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly staged?: boolean
  readonly preCommit?: boolean
  readonly ignoreGitleaksAllow?: boolean
  readonly gitleaksIgnorePath?: string
  readonly maxDecodeDepth?: number
  readonly threads?: number
  readonly exitCode?: number
  readonly failOnEmpty?: boolean
  readonly allFiles?: boolean
  readonly followSymlinks?: boolean
  readonly maxTargetMegabytes?: number
  readonly binary?: boolean
  readonly stdinPath?: string
  readonly enableRule?: readonly string[]
  readonly baselinePath?: string
  readonly maxArchiveDepth?: number
  readonly timeout?: number
  readonly logLevel?: string
  readonly logOpts?: string
  readonly ci?: boolean
  readonly cache?: string
  readonly sinceCommit?: string
  readonly shard?: string
  readonly reflog?: boolean
  readonly recurseSubmodules?: boolean
  readonly messages?: boolean
  readonly allowShallow?: boolean
  readonly platform?: string
  readonly noGit?: boolean
  readonly pipe?: boolean
  readonly reportTemplate?: string
  readonly diagnostics?: string
  readonly diagnosticsDir?: string
  readonly from?: string
  readonly rate?: number
  readonly failOnStale?: boolean
  readonly noIsolation?: boolean
  readonly overlay?: string
  readonly policyFrom?: string
  readonly report?: boolean
  readonly yes?: boolean
  readonly help?: boolean
  readonly version?: boolean
}

/** A parsed command line. */
export interface CommandLine {
  readonly command: string
  readonly args: readonly string[]
  readonly options: RawOptions
}
