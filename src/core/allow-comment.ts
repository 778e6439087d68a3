// Owns: what an allow comment (or a line of an ignore file) says after its keyword: rules, reason, expiry.
// Must not know: whether it is honoured.
//
//   stanch:allow github-pat, aws-* reason="test fixture" until=2027-01-31
//   stanch:allow -- test fixture

/** What was said. */
export interface AllowText {
  /** Rule ids; `*` stands for any characters. Empty = every rule. */
  readonly rules: readonly string[]
  readonly reason: string
  /** As written; '' = no expiry. See `isDay`. */
  readonly until: string
}

const ATTRIBUTE = /(?:^|\s)(reason|until)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))/g
const CLOSERS = /\s*(?:\*\/|-->|#\}|%>|\*\)|\]\])\s*$/

/** Reads the text after `stanch:allow`. Words are rule ids up to the first thing that cannot be one. */
export function parseAllow(text: string): AllowText {
  const { reason, until, rest } = attributesOf(text)
  const dashes = /(?:^|\s)--\s+(.*)$/.exec(rest)
  const rules: string[] = []
  for (const word of (dashes ? rest.slice(0, dashes.index) : rest).trim().split(/[\s,]+/)) {
    if (!/^[A-Za-z0-9*][\w.*/-]*$/.test(word) || word === '*/') break
    rules.push(word)
  }
  return { rules, reason: reason || (dashes?.[1] ?? '').replace(CLOSERS, '').trim(), until }
}

/** Takes `reason="..."` and `until=...` out of a text. */
export function attributesOf(text: string): { reason: string; until: string; rest: string } {
  const found = { reason: '', until: '' }
  const rest = text.replace(ATTRIBUTE, (_, name: 'reason' | 'until', a?: string, b?: string, c?: string) => {
    found[name] = (a ?? b ?? c ?? '').replace(name === 'until' ? CLOSERS : /^$/, '')
    return ' '
  })
  return { ...found, rest }
}

/** Whether a text is a day that exists: 2027-02-31 is none. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** Whether a name matches one of some patterns in which `*` stands for any characters. */
export function matchesName(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    if (!pattern.includes('*')) return pattern === name
    const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    return new RegExp(`^${source.join('.*')}$`, 's').test(name)
  })
}
