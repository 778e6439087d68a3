// Owns: the engine's life: opens rules, compiles a rule when it is first hit, hands out what scan.ts needs.
// Must not know: sources, policies.
import { messageOf, UserError } from '../core/fault.ts'
import type { AllowlistSpec, RuleSource, RuleSpec } from '../core/rule.ts'
import type { ValueFilter } from '../core/value-filter.ts'
import { type CompiledAllowlist, compileAllowlist } from './allowlist.ts'
import { openCompiledRules } from './compiled-file.ts'
import { type Wanted, wanted } from './demand.ts'
import { type Literal, literal } from './literal.ts'
import type { Lookout } from './lookout.ts'
import { coreText } from './pattern/promises.ts'
import type { Start } from './pattern/start.ts'
import { type EngineChoice, lazyRegex, loadRegexEngine, type Regex, type RegexEngine } from './regex.ts'
import { type RuleTable, selected } from './table.ts'
import { Windows } from './windows.ts'

/** How the engine is to work. Plain data: a worker receives it. */
export interface EngineOptions {
  readonly rules: RuleSource
  readonly engine: EngineChoice
  readonly maxDecodeDepth: number
  /** Values that are to be found wherever they stand, whatever they look like (core/value-filter.ts). */
  readonly known?: ValueFilter
}

/** How a rule is tried at a keyword (pattern/start.ts). */
export interface First {
  readonly core: Regex
  /** 1 for the bytes that may stand before the core, and how many of them at most. */
  readonly before: Uint8Array
  readonly most: number
}

/** A rule ready to run. */
export interface CompiledRule {
  readonly spec: RuleSpec
  readonly regex: Regex | undefined
  /** Tells whether the pattern matches somewhere; quicker than the pattern itself. */
  readonly core: Regex | undefined
  readonly path: Regex | undefined
  /** Where each match begins, and the core as it is tried there; undefined = matches have to be searched for. */
  readonly first: First | undefined
  /** A run of bytes without which there is no match. */
  readonly wanted: Wanted | undefined
  /** A text without which there is no match. */
  readonly literal: Literal | undefined
  /** A text with which every match begins. */
  readonly head: string | undefined
  readonly allowlists: readonly CompiledAllowlist[]
}

/** Opens an engine. What a rule set needs of analysis is loaded only for rules that the build has not seen. */
export async function openEngine(options: EngineOptions, tell?: (note: string) => void): Promise<Engine> {
  return new Engine(options, await tableFor(options.rules), tell)
}

async function tableFor(rules: RuleSource): Promise<RuleTable> {
  if (rules.kind === 'set') return (await import('./table-of-set.ts')).tableOf(rules.set)
  return selected(openCompiledRules(rules.file), rules)
}

/** With so many bytes looked at the kernel is opened, which takes 30 milliseconds: a hook does without. */
const MUCH = 1 << 20

/** An open engine. One for each thread; see `openEngine`. */
export class Engine {
  readonly table: RuleTable
  readonly options: EngineOptions
  /** Working memory of view-scan.ts. */
  readonly windows: Windows
  readonly #tell: (note: string) => void
  readonly #rules = new Map<number, CompiledRule>()
  #regex: RegexEngine | undefined
  #allowlists: readonly CompiledAllowlist[] | undefined
  #bytes = 0
  #lookout: Promise<Lookout | undefined> | undefined

  constructor(options: EngineOptions, table: RuleTable, tell: (note: string) => void = () => undefined) {
    this.options = options
    this.#tell = tell
    this.table = table
    this.windows = new Windows(table)
  }

  /** Loads the regex engine, once. A run without a keyword hit never asks for it. */
  async ready(): Promise<void> {
    this.#regex ??= await loadRegexEngine(this.options.engine, this.#tell)
  }

  /** Is the regex engine there already? */
  get loaded(): boolean {
    return this.#regex !== undefined
  }

  /** The regex engine. Call `ready` first. */
  get regexEngine(): RegexEngine {
    if (!this.#regex) throw new Error('the regex engine is asked for before it is loaded')
    return this.#regex
  }

  /** Is there so much to look at that the kernel is to do it? It is told of each whole content. */
  isMuch(bytes: number): boolean {
    this.#bytes += bytes
    return this.#bytes >= MUCH
  }

  /** Looks of the kernel at whole contents, and the regex engine with it; undefined where there is no WebAssembly, or no address space: all goes without. */
  async lookout(): Promise<Lookout | undefined> {
    this.#lookout ??= this.#openLookout()
    await this.ready()
    return this.#lookout
  }

  async #openLookout(): Promise<Lookout | undefined> {
    const [{ Lookout }, { openKernel }] = await Promise.all([import('./lookout.ts'), import('../kernel/kernel.ts')])
    try {
      return new Lookout(openKernel(), this.table, this.windows)
    } catch {
      return undefined
    }
  }

  /** The compiled global allowlists. */
  get allowlists(): readonly CompiledAllowlist[] {
    this.#allowlists ??= this.table.allowlists.map((a) => this.allowlist(a))
    return this.#allowlists
  }

  /**
   * A rule ready to run. A pattern is compiled when it is first asked (a millisecond for a large one); then it throws a
   * UserError that names rule, file and line if RE2 refuses it.
   */
  rule(n: number): CompiledRule {
    let rule = this.#rules.get(n)
    if (!rule) {
      const spec = this.table.spec(n)
      const compile = (pattern: string, atPlaces = false) => lazyRegex(() => this.#compile(pattern, spec, atPlaces))
      const { demand, literal: text, head, core, start } = this.table.promises(n)
      const regex = spec.regex === undefined ? undefined : compile(spec.regex)
      rule = {
        spec,
        regex,
        core: core && spec.regex !== undefined ? compile(coreText(spec.regex, core)) : regex,
        path: spec.path === undefined ? undefined : compile(spec.path),
        first:
          start && spec.regex !== undefined
            ? firstOf(start, compile(core ? coreText(spec.regex, core) : spec.regex, true))
            : undefined,
        wanted: demand && wanted(demand),
        literal: text === undefined ? undefined : literal(text),
        head,
        allowlists: spec.allowlists.map((a) => this.allowlist(a)),
      }
      this.#rules.set(n, rule)
    }
    return rule
  }

  private allowlist(spec: AllowlistSpec): CompiledAllowlist {
    return compileAllowlist(spec, (pattern) => lazyRegex(() => this.regexEngine.compile(pattern)))
  }

  #compile(pattern: string, spec: RuleSpec, atPlaces: boolean): Regex {
    try {
      return this.regexEngine.compile(pattern, atPlaces)
    } catch (error) {
      const { file, line } = spec.definedAt
      throw new UserError(`${file}:${line}: rule ${spec.id}: the pattern is not RE2: ${messageOf(error)}`)
    }
  }
}

function firstOf({ before, most }: Start, core: Regex): First {
  const allowed = Uint8Array.from({ length: 256 }, (_, c) => (c < 128 ? (before[c >> 5]! >>> (c & 31)) & 1 : 0))
  return { core, before: allowed, most }
}
