// Owns: tokens that close with a CRC32 of what stands before it.
// Must not know: rules. Forms: GitHub's announcement of 2021 for ghp_ and npm_; GitLab's page on routable tokens; others as observed.
import { crc32 } from '../../core/crc32.ts'
import { type Candidate, type Check, type CheckResult, FITS, PROVED } from './check.ts'

interface Form {
  /** The whole token: group 1 = prefix, group 2 = what is summed, group 3 = the checksum as it is written. */
  readonly pattern: RegExp
  /** How the sum of a text may be written. */
  readonly write: (sum: number) => readonly string[]
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
// Weakened and not dropped: texts with their tokens altered by hand or by a program (logs, data sets) hold these.
const WRONG: CheckResult = { verdict: 'weakens', state: 'wrong checksum' }

// ghp_<30><6>; a refresh token is ghr_<70><6>; longer ghs_ forms carry no sum.
const GITHUB: Form = {
  pattern: /^(gh[pousr]_)([0-9A-Za-z]{30}|[0-9A-Za-z]{70})([0-9A-Za-z]{6})$/,
  write: (sum) => [base62(sum)],
}

// npm_<30><6>
const NPM: Form = {
  pattern: /^(npm_)([0-9A-Za-z]{30})([0-9A-Za-z]{6})$/,
  write: (sum) => [base62(sum)],
}

// vcp_<50><6>
const VERCEL: Form = {
  pattern: /^(vc[piark]_)([\w-]{50})([0-9A-Za-z]{6})$/,
  write: (sum) => [base62(sum)],
}

// glpat-<payload>.01.<length, 2 digits of base 36><7 digits of base 36>; the form of 20 characters has no sum.
const GITLAB: Form = {
  pattern: /^(gl[a-z]{1,8}-)([\w-]{27,300}\.[0-9a-z]{2}\.[0-9a-z]{2})([0-9a-z]{7})$/,
  write: (sum) => [sum.toString(36).padStart(7, '0')],
}

// glsa_<32>_<8 hex>
const GRAFANA: Form = { pattern: /^(glsa_)([0-9A-Za-z]{32})_([0-9A-Fa-f]{8})$/, write: hexadecimal }

// zpka_<32>_<8 hex>
const ZUPLO: Form = { pattern: /^(zpka_)([0-9A-Za-z]{32})_([0-9A-Fa-f]{8})$/, write: hexadecimal }

// cflt<54><6 of base64>
const CONFLUENT: Form = {
  pattern: /^(cflt)([0-9A-Za-z+/]{54})([0-9A-Za-z+/]{6})$/,
  write: (sum) => [bigEndian(sum), bigEndian(sum).reverse()].map((b) => b.toString('base64').replace(/=+$/, '')),
}

/** The checks of this family by the name that rules use. */
export const CRC_CHECKS: Readonly<Record<string, Check>> = {
  'github-crc32': (c) => tail(c, GITHUB),
  'npm-crc32': (c) => tail(c, NPM),
  'vercel-crc32': (c) => tail(c, VERCEL),
  'gitlab-crc32': (c) => tail(c, GITLAB),
  'grafana-crc32': (c) => tail(c, GRAFANA),
  'zuplo-crc32': (c) => tail(c, ZUPLO),
  'confluent-crc32': (c) => tail(c, CONFLUENT),
}

/** A secret that has not the form fits: the checksum is then not where this check looks for it. */
function tail({ secret }: Candidate, form: Form): CheckResult {
  const parts = form.pattern.exec(secret)
  if (!parts) return FITS
  const [, prefix = '', body = '', written = ''] = parts
  // Makers differ in whether the prefix (and a joining underscore) is summed too: a chance hit is one in 10^9.
  const texts = [body, `${prefix}${body}`, `${body}_`, `${prefix}${body}_`]
  return texts.some((text) => form.write(crc32(text)).includes(fold(written, form))) ? PROVED : WRONG
}

function fold(written: string, form: Form): string {
  return form.write === hexadecimal ? written.toLowerCase() : written
}

function hexadecimal(sum: number): string[] {
  return [bigEndian(sum).toString('hex'), bigEndian(sum).reverse().toString('hex')]
}

function bigEndian(sum: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32BE(sum)
  return buffer
}

function base62(sum: number): string {
  let text = ''
  for (let rest = sum; rest > 0; rest = Math.floor(rest / 62)) text = BASE62.charAt(rest % 62) + text
  return text.padStart(6, '0')
}
