// Owns: allow comments in scanned text: what they look like and which lines they speak for.
// Must not know: whether a policy honours them.

/** One allow comment. `text` is what follows the keyword on its line, at most 200 characters, without the secret's line. */
export interface Directive {
  readonly tool: 'stanch' | 'gitleaks' | 'betterleaks'
  readonly scope: 'line' | 'next-line' | 'start' | 'end'
  readonly text: string
  /** 1-based line of the comment. */
  readonly line: number
}

const PATTERN = /(stanch|gitleaks|betterleaks):allow(-next-line|-start|-end)?(?![\w-])([^\n]{0,200})/g

/** All allow comments of a text, in order. `firstLine` is the 1-based line of its first character. */
export function directivesIn(text: string, firstLine = 1): Directive[] {
  if (!text.includes(':allow')) return []
  const found: Directive[] = []
  let line = firstLine
  let counted = 0
  for (const match of text.matchAll(PATTERN)) {
    for (let at = text.indexOf('\n', counted); at !== -1 && at < match.index; at = text.indexOf('\n', at + 1)) {
      line++
      counted = at + 1
    }
    const scope = (match[2]?.slice(1) ?? 'line') as Directive['scope']
    found.push({ tool: match[1] as Directive['tool'], scope, text: (match[3] ?? '').trim(), line })
  }
  return found
}

/** The comments that speak for lines first..last: on one of them, on the line before (next-line), or an open block. */
export function directivesFor(all: readonly Directive[], first: number, last: number): Directive[] {
  const open: Directive[] = []
  const direct: Directive[] = []
  for (const d of all) {
    if (d.line > last) break
    if (d.scope === 'start') open.push(d)
    else if (d.scope === 'end' && d.line < first) open.pop()
    else if (d.scope === 'line' && d.line >= first) direct.push(d)
    else if (d.scope === 'next-line' && d.line === first - 1) direct.push(d)
  }
  return [...direct, ...open]
}
