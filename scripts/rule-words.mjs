// A rule's pattern in words, for docs/rules.md: `(ghp_[0-9A-Za-z]{36})` becomes "`ghp_` + 36 letters and digits".

const CLASSES = {
  '0-9': 'digits',
  'a-z': 'lower-case letters',
  'A-Z': 'capital letters',
  'A-Za-z': 'letters',
  '0-9A-Za-z': 'letters and digits',
  '0-9a-z': 'lower-case letters and digits',
  '0-9A-Z': 'capital letters and digits',
  '0-9a-f': 'hex digits',
  '0-9A-F': 'capital hex digits',
  '0-9A-Fa-f': 'hex digits',
  'A-Z2-7': 'base32 characters',
  'a-z2-7': 'base32 characters',
  '1-9A-HJ-NP-Za-km-z': 'base58 characters',
  '02-9ac-hj-np-z': 'bech32 characters',
  '02-9AC-HJ-NP-Z': 'bech32 characters',
  '0-9A-Za-z+/': 'base64 characters',
  '0-9A-Za-z_-': 'base64url characters',
  '0-9A-Za-z_': 'letters, digits and _',
  '!-~': 'printable characters',
}

/** The format of the secret (the first group) of a pattern, and the words that must stand near it. */
export function inWords(regex) {
  const near = /\{\{(?:near|beside|assign):((?:[^{}]|\}(?!\})|\{(?!\{))*)\}\}/.exec(regex)?.[1]
  const pattern = regex
    .replace(/\{\{pem:([^}]*)\}\}/, (_, label) => `(-----BEGIN ${label.replace(/\(\?:(.*?)\)/g, '')}-----)`)
    .replaceAll('{{uuid}}', 'UUID')
    .replaceAll('{{anyuuid}}', 'UUID')
    .replace(/\{\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}\}/g, '')
  const group = firstGroup(pattern)
  const format = parts(group === undefined ? pattern : group)
  return { format, near: near === undefined ? '' : keywords(near) }
}

function keywords(near) {
  const words = near
    .replace(/\(\?:.*?\)|\\b|\[.*?\](?:\{\d+,?\d*\}|\?)?|[?^$()\\]/g, '')
    .split('|')
    .map((w) => w.replaceAll('_', '').trim())
  return [...new Set(words)].filter((w) => w.length > 1).join(', ')
}

// The text of the first capturing group, without its parentheses.
function firstGroup(pattern) {
  let inClass = false
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++
    else if (pattern[i] === '[') inClass = true
    else if (pattern[i] === ']') inClass = false
    else if (!inClass && pattern[i] === '(' && pattern[i + 1] !== '?') return pattern.slice(i + 1, closing(pattern, i))
  }
  return undefined
}

function closing(pattern, open) {
  let depth = 0
  let inClass = false
  for (let i = open; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++
    else if (inClass) inClass = pattern[i] !== ']'
    else if (pattern[i] === '[') inClass = true
    else if (pattern[i] === '(') depth++
    else if (pattern[i] === ')' && --depth === 0) return i
  }
  return pattern.length
}

function parts(pattern) {
  const branches = split(pattern)
  if (branches.length > 1) return branches.map(parts).join(' or ')
  const out = []
  let literal = ''
  const flush = () => {
    if (literal) out.push(code(literal))
    literal = ''
  }
  for (let i = 0; i < pattern.length; ) {
    const { text, words, next } = atom(pattern, i)
    const q = /^(\{\d+(?:,\d*)?\}|[?*+])\??/.exec(pattern.slice(next))
    i = next + (q ? q[0].length : 0)
    if (text !== undefined && !q) literal += text
    else {
      flush()
      out.push(counted(words ?? code(text), q?.[1]))
    }
  }
  flush()
  return out.filter(Boolean).join(' + ')
}

function code(text) {
  return text
    .replace(/UUID/g, '\u0001')
    .split('\u0001')
    .map((t) => (t ? `\`${t}\`` : ''))
    .join(' UUID ')
    .trim()
    .replace(/` UUID/g, '` + UUID')
    .replace(/UUID `/g, 'UUID + `')
}

function atom(pattern, i) {
  const c = pattern[i]
  if (c === '\\') return { text: { s: ' ', n: '', r: '' }[pattern[i + 1]] ?? pattern[i + 1], next: i + 2 }
  if (c === '[') {
    const end = pattern.indexOf(']', i + 2)
    return { words: classWords(pattern.slice(i + 1, end)), next: end + 1 }
  }
  if (c === '(') {
    const end = closing(pattern, i)
    const flags = /^\(\?([a-z]*):/.exec(pattern.slice(i))
    if (!flags && pattern[i + 1] === '?') return { words: '', next: end + 1 }
    const inner = pattern.slice(i + (flags ? flags[0].length : 1), end)
    const simple = /^[\w-]+$/.test(inner)
    return simple ? { text: inner, next: end + 1 } : { words: `(${parts(inner)})`, next: end + 1 }
  }
  return { text: c, next: i + 1 }
}

function classWords(inner) {
  if (CLASSES[inner]) return CLASSES[inner]
  const single = /^[^\\^-]{2,8}$/.test(inner) && !/[a-z]-[a-z]/i.test(inner)
  return single ? `one of \`${inner}\`` : `characters of \`[${inner}]\``
}

function counted(words, quantifier) {
  const [, low, comma, high] = /^\{(\d+)(,?)(\d*)\}$/.exec(quantifier ?? '') ?? []
  if (quantifier === '?' || (low === '0' && Number(high) <= 3))
    return `(${words.replace(/^\((.*)\)$/, '$1')}, optional)`
  if (low !== undefined) return `${comma ? (high ? `${low}–${high}` : `${low} or more`) : low} ${words}`
  if (quantifier) return `any number of ${words}`
  if (words.startsWith('characters of ')) return `one of ${words.slice(14)}`
  return /characters|letters|digits/.test(words) && !words.startsWith('(') ? `1 of ${words}` : words
}

// Top-level branches of an alternation.
function split(pattern) {
  const branches = ['']
  let depth = 0
  let inClass = false
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]
    const last = branches.length - 1
    if (c === '\\') {
      branches[last] += c + pattern[++i]
      continue
    }
    if (inClass) inClass = c !== ']'
    else if (c === '[') inClass = true
    else if (c === '(') depth++
    else if (c === ')') depth--
    else if (c === '|' && depth === 0) {
      branches.push('')
      continue
    }
    branches[last] += c
  }
  return branches
}
