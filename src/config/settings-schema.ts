// Owns: what a settings file may say, as JSON Schema: the loader checks with it, editors complete with it, and
// `x-tighten` says which way the user's own layer may move a key.
// Must not know: how files are found or merged.

/** How a layer that may only tighten can change a key. Absent = not at all. */
export type Tighten = 'to-true' | 'to-false' | 'stricter' | 'less sure' | 'add' | 'fill' | 'lower'

/** The part of JSON Schema (2020-12) that is used here. */
export interface Schema {
  readonly type: 'object' | 'array' | 'string' | 'boolean' | 'integer'
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  /** true = further keys are free. */
  readonly additionalProperties?: boolean
  readonly items?: Schema
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly minItems?: number
  readonly pattern?: string
  /** Lists of tables are merged by this key. */
  readonly 'x-key'?: string
  /** Paths: in the settings of a package they count from its folder. */
  readonly 'x-globs'?: boolean
  readonly 'x-tighten'?: Tighten
}

const text = (description: string): Schema => ({ type: 'string', description })
const list = (description: string, tighten?: Tighten, items: Schema = { type: 'string' }): Schema => ({
  type: 'array',
  description,
  items,
  ...(tighten ? { 'x-tighten': tighten } : {}),
})
const flag = (description: string, tighten?: Tighten): Schema => ({
  type: 'boolean',
  description,
  ...(tighten ? { 'x-tighten': tighten } : {}),
})
const object = (description: string, properties: Record<string, Schema>, required?: readonly string[]): Schema => ({
  type: 'object',
  description,
  properties,
  additionalProperties: false,
  ...(required ? { required } : {}),
})

const enforcement: Schema = {
  type: 'string',
  enum: ['block', 'warn', 'allow', 'vault'],
  description: 'what findings of this severity or confidence lead to; vault = what the vault says of the value',
  'x-tighten': 'stricter',
}
const severities = (description: string): Schema =>
  object(description, { critical: enforcement, high: enforcement, medium: enforcement, low: enforcement })

const least: Schema = {
  type: 'string',
  enum: ['certain', 'high', 'medium', 'low'],
  description: 'the least confidence with which findings of this severity block; what is below it warns',
  'x-tighten': 'less sure',
}

const NAME = '^[a-z0-9][a-z0-9._-]*$'
const globs: Schema = {
  type: 'array',
  description: 'paths, as globs from the file’s folder',
  items: { type: 'string' },
  'x-globs': true,
}

const entry = object(
  'files that must not be committed',
  {
    id: { type: 'string', pattern: NAME, description: 'name of the entry; its rule id is isolation/ID' },
    paths: { ...globs, minItems: 1 },
    except: { ...globs, description: 'paths that the entry leaves alone' },
    content: list('texts of which the content must hold one; empty = any content'),
    unless: {
      type: 'string',
      enum: ['encrypted', 'no-values', 'no-credentials'],
      description: 'when such a file is allowed; its content is looked at',
    },
    severity: { type: 'string', enum: ['critical', 'high', 'medium', 'low'] },
    reason: text('why it must not be committed'),
    instead: text('what to do instead'),
  },
  ['id', 'paths', 'reason'],
)

const zone = object(
  'a part of the repository with rules of its own',
  {
    name: { type: 'string', pattern: NAME, description: 'name of the zone' },
    paths: { ...globs, minItems: 1 },
    severity: severities('what each severity leads to in the zone'),
    disableRules: list('rules that do not count in the zone; * stands for any characters'),
    onlyRules: list('when given, only these rules count in the zone'),
    encrypted: flag('every file in the zone must be encrypted'),
    inlineAllows: flag('false: allow comments do not count in the zone'),
    vault: flag('the vault must have been asked before anything in the zone is committed'),
    reason: text('why the zone is there'),
  },
  ['name', 'paths'],
)

/** The schema of a settings file. Keys of rule files (`rules`, `extend` ...) may stand in the same file. */
export const SETTINGS_SCHEMA: Schema = object('Settings of stanch', {
  $schema: text('for editors'),
  extends: list('presets below this file: names of npm packages, or paths'),
  inline: object('allow comments in scanned text', {
    allow: flag('whether allow comments count at all', 'to-false'),
    tools: {
      type: 'array',
      description: 'whose comments count',
      items: { type: 'string', enum: ['stanch', 'gitleaks', 'betterleaks'] },
    },
    requireReason: flag('an allow comment without a reason does not count', 'to-true'),
    forbid: { ...globs, description: 'paths in which no allow comment counts', 'x-tighten': 'add' },
  }),
  ignore: object('ignore files', {
    requireReason: flag('an entry of .stanchignore without a reason does not count', 'to-true'),
    files: list('further ignore files'),
  }),
  baseline: object('findings that are known', { file: text('path of the baseline') }),
  severity: severities('what each severity leads to'),
  confidence: object('what findings lead to by how sure stanch is of them', {
    certain: enforcement,
    high: enforcement,
    medium: enforcement,
    low: enforcement,
  }),
  blockFrom: object('for a severity that is named here: from which confidence on it blocks', {
    critical: least,
    high: least,
    medium: least,
    low: least,
  }),
  report: object('what is reported', {
    failOnStale: flag('suppressions that match nothing any more fail the run', 'to-true'),
  }),
  isolation: object('files and values that must not be committed', {
    enabled: flag('whether isolation holds at all', 'to-true'),
    disable: list('built-in entries that do not hold here'),
    allow: { ...globs, description: 'paths that no entry holds for' },
    files: { ...list('further entries', 'add', entry), 'x-key': 'id' },
    zones: { ...list('zones', 'add', zone), 'x-key': 'name' },
    values: object('values of git-ignored dotenv files', {
      enabled: flag('whether such values are looked for', 'to-true'),
      files: list('files with values, beside the known dotenv names', 'add'),
      env: list('environment variables whose values count, too', 'add'),
      ignore: list('names (globs) whose values do not count'),
      minLength: {
        type: 'integer',
        minimum: 4,
        description: 'shorter values do not count (default 8)',
        'x-tighten': 'lower',
      },
    }),
  }),
  vault: { type: 'object', description: 'the vault', additionalProperties: true, 'x-tighten': 'fill' },
})

/** Keys of the rule dialect, which other code reads from the same file. */
export const RULE_KEYS: readonly string[] = [
  'title',
  'description',
  'extend',
  'provider',
  'rules',
  'allowlist',
  'allowlists',
  'minVersion',
  'betterleaksMinVersion',
  'prefilter',
  'filter',
]
