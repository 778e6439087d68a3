// Owns: what a verb asks of a scan, and what its source is given.
// Must not know: how scanning works.
import type { Finding } from '../core/finding.ts'
import type { Source } from '../core/fragment.ts'
import type { RawOptions } from '../core/options.ts'
import type { Progress } from '../core/progress.ts'
import type { Part } from '../core/report.ts'
import type { Engine } from '../engine/engine.ts'
import type { Executor } from '../engine/executor.ts'
import type { Host } from '../host.ts'
import type { Gathered } from './gather.ts'
import type { IsolationScope } from './isolate.ts'
import type { LeaveOut } from './path-rules.ts'
import type { Placed } from './placed.ts'

/** What a verb hands over. `root` is where settings and ignore files are looked for: the top of the repository. */
export interface ScanRequest {
  /** The source, or how to make it once the rules are known. */
  readonly source: Source | ((given: SourceGiven) => Source | Promise<Source>)
  readonly root: string
  /** Where rule files are looked for, and above it; the root unless said. */
  readonly target?: string
  /** For sources whose paths do not count from the root. */
  readonly placed?: Placed
  /** The commits at the ends of what is scanned: HEAD unless said. */
  readonly ends?: string[]
  readonly options: RawOptions
  readonly host: Host
  /** Called with what was found, before it is judged: may say more of it. */
  readonly after?: (gathered: Gathered) => Promise<readonly Finding[]>
  /** Everything below the root is looked at: a suppression that matches nothing is stale. */
  readonly whole?: boolean
  /** Files are seen whole: an allow comment that no finding needs is stale. */
  readonly wholeFiles?: boolean
  /** Only this part of several is looked at. */
  readonly part?: Part
  /** Files and values that must not be committed are looked for. */
  readonly isolation?: IsolationScope
}

/** What a source may need of the rules. */
export interface SourceGiven {
  readonly leaveOut: LeaveOut
  /** Absolute paths of the rule files of this run. */
  readonly settings: ReadonlySet<string>
  readonly engine: Engine
  readonly executor: Executor
  readonly progress: Progress
  readonly tell: (note: string) => void
}
