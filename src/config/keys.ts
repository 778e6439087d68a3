// Owns: which keys each table of a rule file may have, and what is said about those that do nothing here.
// Must not know: how keys are read. Keys are case-insensitive; they are spelled here as people write them.

/** The tables of a rule file. */
export type TableKind = 'top' | 'extend' | 'rule' | 'allowlist' | 'globalAllowlist' | 'required' | 'example'

const ALLOWLIST = ['description', 'condition', 'commits', 'paths', 'regexTarget', 'regexes', 'stopwords']

/** Known keys of each table. */
export const KEYS: Readonly<Record<TableKind, readonly string[]>> = {
  top: [
    'title',
    'description',
    'minVersion',
    'betterleaksMinVersion',
    'extend',
    'rules',
    'allowlist',
    'allowlists',
    'provider',
  ],
  extend: ['useDefault', 'path', 'package', 'disabledRules', 'url'],
  rule: [
    ...['id', 'description', 'regex', 'path', 'secretGroup', 'entropy', 'keywords', 'tags', 'skipReport'],
    ...['allowlist', 'allowlists', 'required', 'specificity'],
    ...['severity', 'confidence', 'checks', 'rotate', 'matches', 'misses', 'action'],
  ],
  allowlist: ALLOWLIST,
  globalAllowlist: [...ALLOWLIST, 'targetRules'],
  required: ['id', 'withinLines', 'withinColumns'],
  example: ['text', 'wrap', 'why', 'path'],
}

/** Keys of other tools, with what to do instead. They are named, never passed over in silence. */
export const FOREIGN: Readonly<Record<string, string>> = {
  filter: 'betterleaks filters are not run: findings that it would drop are reported; use [[allowlists]]',
  prefilter:
    'betterleaks filters are not run: paths that it would leave out are scanned; use [[allowlists]] with paths',
  validate: 'stanch asks no server about a secret, so this is not run',
  tokenefficiency: 'stanch rates generic secrets by its own rarity score; use entropy, or leave it out',
  url: 'gitleaks reads this key and never uses it; use extend.path or extend.package',
}
