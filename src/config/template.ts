// Owns: the templates that stand for secrets in rule files: `{alnum:24}` becomes 24 letters and digits, `<< >>` marks
// what must be reported. The same seed gives the same text. Must not know: rules, TOML, the engine.
//
//   STRIPE_KEY="<<rk_live_{alnum:40}>>"      <<ghp_{alnum:30}{crc:base62:4}>>
import { UserError } from '../core/fault.ts'
import { pick, type Random, randomOf } from './random.ts'
import { bech32, checksum, keyFile, token } from './template-formats.ts'

/** An example made real. Offsets count UTF-16 code units of `text`. */
export interface Example {
  readonly text: string
  readonly secret?: { readonly start: number; readonly end: number; readonly value: string }
}

const DIGITS = '0123456789'
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const UPPER = LOWER.toUpperCase()
const ALNUM = DIGITS + LOWER + UPPER

/** The classes and their alphabets. */
export const CLASSES: Readonly<Record<string, string>> = {
  digit: DIGITS,
  lower: LOWER,
  upper: UPPER,
  alpha: LOWER + UPPER,
  alnum: ALNUM,
  loweralnum: DIGITS + LOWER,
  upperalnum: DIGITS + UPPER,
  hex: `${DIGITS}abcdef`,
  HEX: `${DIGITS}ABCDEF`,
  base32: `${UPPER}234567`,
  lowerbase32: `${LOWER}234567`,
  lowerbech32: 'qpzry9x8gf2tvdw0s3jn54khce6mua7l',
  base58: ALNUM.replace(/[0IOl]/g, ''),
  base64: `${ALNUM}+/`,
  base64url: `${ALNUM}-_`,
  word: `${ALNUM}_`,
  ascii: Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join(''),
}

const PLACE = /\{\{(?=[A-Za-z])|<<|>>|\{([A-Za-z][A-Za-z0-9-]*)(?::([^{}]*))?\}/g

/** Makes a template real. Throws UserError for an unknown class, a bad count, or marks that do not pair. */
export function expandTemplate(template: string, seed: string): Example {
  const random = randomOf(seed)
  let text = ''
  let start = -1
  let end = -1
  let last = 0
  for (const place of template.matchAll(PLACE)) {
    text += template.slice(last, place.index)
    last = place.index + place[0].length
    const [whole, name, argument = ''] = place
    if (whole === '<<' && start < 0) start = text.length
    else if (whole === '>>' && start >= 0 && end < 0) end = text.length
    else if (whole === '{{') text += '{'
    else if (name === undefined) text += whole
    else text += made(whole, name, argument, text.slice(Math.max(start, 0)), random)
  }
  text += template.slice(last)
  if (start >= 0 && end < 0)
    throw new UserError(`template "${template}": << without >>`, 'mark the secret as <<secret>>')
  return start < 0 ? { text } : { text, secret: { start, end, value: text.slice(start, end) } }
}

// `before` is the text since `<<` (or the start): what a closing checksum is made over.
function made(whole: string, name: string, argument: string, before: string, random: Random): string {
  const alphabet = CLASSES[name]
  if (alphabet !== undefined) return pick(alphabet, countOf(whole, argument, random), random)
  switch (name) {
    case 'uuid':
      return uuid(random)
    case 'UUID':
      return uuid(random).toUpperCase()
    case 'repeat':
      return repeated(whole, argument)
    case 'crc':
      return checksum(before, argument)
    case 'bech32':
      return bech32(argument, random)
    case 'jwt':
      return token(argument, random)
    case 'key':
      return keyFile(argument, random)
  }
  // `${VAR}`, `{name}` and the like are plain text; `{alnun:24}` is a slip of the pen.
  if (/^\d/.test(argument))
    throw new UserError(`template ${whole}: unknown class`, `known: ${Object.keys(CLASSES).join(', ')}`)
  return whole
}

function countOf(whole: string, argument: string, random: Random): number {
  const range = /^(\d+)(?:-(\d+))?$/.exec(argument)
  if (!range) throw new UserError(`template ${whole}: a count is missing`, 'write {alnum:24} or {alnum:24-40}')
  const from = Number(range[1])
  const to = Number(range[2] ?? range[1])
  return from + Math.floor(random() * (to - from + 1))
}

function repeated(whole: string, argument: string): string {
  const parts = /^(.+):(\d+)$/.exec(argument)
  if (!parts) throw new UserError(`template ${whole}: expected {repeat:text:count}`)
  return (parts[1] as string).repeat(Number(parts[2]))
}

function uuid(random: Random): string {
  const h = (n: number): string => pick(CLASSES.hex as string, n, random)
  return `${h(8)}-${h(4)}-4${h(3)}-${pick('89ab', 1, random)}${h(3)}-${h(12)}`
}
