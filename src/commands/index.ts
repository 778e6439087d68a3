// Owns: the map of verbs. A verb is loaded when it is called.
// Must not know: what verbs do.
import type { CommandLine } from '../core/options.ts'
import type { Host } from '../host.ts'
import { protect } from './protect.ts'

/** A verb: gives the exit code. */
export type Command = (line: CommandLine, host: Host) => Promise<number>

/** One verb: its line in the help, and how it is loaded. `protect` is the hook's, so it is there from the start. */
export interface CommandEntry {
  readonly help: string
  /** Another name of a verb, or one that only old scripts use: not in the help. */
  readonly hidden?: boolean
  readonly load: () => Promise<Command>
}

/** Every verb, in the order of the help. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  protect: { help: 'scan what is about to be committed (the hook)', load: async () => protect },
  dir: { help: 'scan files and folders', load: async () => (await import('./dir.ts')).dir },
  git: { help: 'scan the history: all refs, or A..B', load: async () => (await import('./git.ts')).git },
  stdin: { help: 'scan standard input', load: async () => (await import('./stdin.ts')).stdin },
  init: {
    help: 'put the hook into this repository; shows a plan first',
    load: async () => (await import('./init.ts')).init,
  },
  doctor: { help: 'prove that a commit here is looked at', load: async () => (await import('./doctor.ts')).doctor },
  explain: { help: 'why a finding is blocked or not', load: async () => (await import('./explain.ts')).explain },
  audit: { help: 'judge findings one by one in the terminal', load: async () => (await import('./audit.ts')).audit },
  baseline: {
    help: 'known findings: baseline create | update | prune',
    load: async () => (await import('./baseline.ts')).baseline,
  },
  rules: {
    help: 'the rules: rules list | show ID | check FILE | test ID TEXT | export',
    load: async () => (await import('./rules.ts')).rules,
  },
  config: {
    help: 'where rules and settings come from: config show | check | path',
    load: async () => (await import('./config.ts')).config,
  },
  vault: {
    help: 'known values of the vault: vault sync | status | check',
    load: async () => (await import('./vault.ts')).vault,
  },
  report: {
    help: 'report merge: join the parts of a split scan',
    load: async () => (await import('./report.ts')).report,
  },
  'pre-push': { help: 'hook: the commits of a push, every ref', load: async () => (await import('./push.ts')).prePush },
  'commit-msg': { help: 'hook: the commit message', load: async () => (await import('./commit-msg.ts')).commitMsg },
  'pre-merge-commit': { help: 'hook: the same as protect, for a merge', load: async () => protect },
  'pre-receive': {
    help: 'server hook: the commits of a push',
    load: async () => (await import('./push.ts')).preReceive,
  },
  file: { help: 'dir', hidden: true, load: async () => (await import('./dir.ts')).dir },
  directory: { help: 'dir', hidden: true, load: async () => (await import('./dir.ts')).dir },
  detect: { help: 'git, dir or stdin', hidden: true, load: async () => (await import('./legacy.ts')).detect },
}
