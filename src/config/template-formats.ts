// Owns: the parts of a template that have a structure: checksums, bech32, JSON web tokens and key files.
// Must not know: the template syntax around them.
import { crc32 } from '../core/crc32.ts'
import { UserError } from '../core/fault.ts'
import { bytes, pick, type Random } from './random.ts'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/**
 * CRC32 (IEEE) of the text in one of the forms that token makers use. `argument` is `form`, or `form:n` to leave out the
 * first n characters (a prefix), or `form:n:m` to leave out the last m as well.
 */
export function checksum(text: string, argument: string): string {
  const [form = '', head = '0', tail = '0'] = argument.split(':')
  const sum = crc32(text.slice(Number(head), text.length - Number(tail)))
  switch (form) {
    case 'base62':
      return inBase(sum, BASE62).padStart(6, '0')
    case 'base36':
      return sum.toString(36).padStart(7, '0')
    case 'hex':
      return sum.toString(16).padStart(8, '0')
    case 'hexle':
      return littleEndian(sum).toString('hex')
    case 'base64':
      return littleEndian(sum).toString('base64').replace(/=+$/, '')
  }
  throw new UserError(`template {crc:${argument}}: unknown form "${form}"`, 'known: base62, base36, hex, hexle, base64')
}

function littleEndian(sum: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32LE(sum)
  return buffer
}

function inBase(value: number, alphabet: string): string {
  let text = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / alphabet.length))
    text = alphabet[rest % alphabet.length] + text
  return text
}

const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'

/** Bech32 (BIP 173), upper case, of random data: `{bech32:AGE-SECRET-KEY-:52}` is the prefix, `1`, 52 digits and 6 of checksum. */
export function bech32(argument: string, random: Random): string {
  const [prefix = '', count = '0'] = argument.split(':')
  const data = Array.from({ length: Number(count) }, () => Math.floor(random() * 32))
  const low = prefix.toLowerCase()
  const sum = polymod([...expandedPrefix(low), ...data, 0, 0, 0, 0, 0, 0]) ^ 1
  const check = [0, 1, 2, 3, 4, 5].map((i) => (sum >>> (5 * (5 - i))) & 31)
  return `${low}1${[...data, ...check].map((d) => BECH32[d]).join('')}`.toUpperCase()
}

function expandedPrefix(prefix: string): number[] {
  const codes = [...prefix].map((c) => c.charCodeAt(0))
  return [...codes.map((c) => c >> 5), 0, ...codes.map((c) => c & 31)]
}

function polymod(values: readonly number[]): number {
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
  let sum = 1
  for (const value of values) {
    const top = sum >>> 25
    sum = ((sum & 0x1ffffff) << 5) ^ value
    generator.forEach((g, i) => {
      if ((top >>> i) & 1) sum ^= g
    })
  }
  return sum
}

/**
 * A signed JSON web token (RFC 7519): `{jwt}`, `{jwt:iss=acme,exp=1500000000}`, `{jwt:typ=JWT,alg=RS256,jti=at-~20}`. `alg`, `typ` and
 * `kid` go to the header, in the order in which they stand there; `~20` stands for 20 random hexadecimal digits.
 */
export function token(argument: string, random: Random): string {
  const header: Record<string, string> = {}
  const claims: Record<string, string | number> = {}
  for (const pair of (argument || 'sub=~16').split(',')) {
    const [name = '', text = ''] = pair.split('=')
    const value = text.replace(/~(\d+)/g, (_, n: string) => pick('0123456789abcdef', Number(n), random))
    if (HEADER.includes(name)) header[name] = value
    else claims[name] = /^\d+$/.test(value) ? Number(value) : value
  }
  const head = header.alg === undefined ? { alg: 'HS256', typ: 'JWT', ...header } : header
  const size = head.alg?.startsWith('RS') ? 256 : head.alg?.startsWith('ES') ? 64 : 32
  return [head, claims].map(encoded).concat(bytes(size, random).toString('base64url')).join('.')
}

const HEADER: readonly string[] = ['alg', 'typ', 'kid']

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

/**
 * A private key in PEM, of well-formed but random content: `{key:RSA PRIVATE KEY}`, `{key:OPENSSH PRIVATE KEY}`. With
 * `:locked` it says that a passphrase protects it. `:\n` joins the lines with the two characters backslash and n.
 */
export function keyFile(argument: string, random: Random): string {
  const [label = '', ...options] = argument.split(':')
  const locked = options.includes('locked')
  const body = label.startsWith('OPENSSH') ? openssh(locked, random) : der(random)
  const lines = body.toString('base64').match(/.{1,64}/g) as string[]
  const headers = locked && !label.startsWith('OPENSSH') && label !== 'ENCRYPTED PRIVATE KEY' ? legacyLock(random) : []
  const join = options.includes('\\n') ? '\\n' : '\n'
  return [`-----BEGIN ${label}-----`, ...headers, ...lines, `-----END ${label}-----`].join(join)
}

function legacyLock(random: Random): string[] {
  return ['Proc-Type: 4,ENCRYPTED', `DEK-Info: AES-128-CBC,${bytes(16, random).toString('hex').toUpperCase()}`, '']
}

// SEQUENCE { INTEGER 0, OCTET STRING } with two length bytes: 30 82 .. ..
function der(random: Random): Buffer {
  const content = bytes(290, random)
  const inner = Buffer.concat([Buffer.from([2, 1, 0, 4, 0x82, content.length >> 8, content.length & 255]), content])
  return Buffer.concat([Buffer.from([0x30, 0x82, inner.length >> 8, inner.length & 255]), inner])
}

// "openssh-key-v1" NUL, then length-prefixed cipher, kdf, kdf options (PROTOCOL.key of OpenSSH).
function openssh(locked: boolean, random: Random): Buffer {
  const field = (data: Buffer): Buffer => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    return Buffer.concat([length, data])
  }
  const named = (name: string): Buffer => field(Buffer.from(name))
  return Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    named(locked ? 'aes256-ctr' : 'none'),
    named(locked ? 'bcrypt' : 'none'),
    field(locked ? bytes(24, random) : Buffer.alloc(0)),
    Buffer.from([0, 0, 0, 1]),
    field(bytes(51, random)),
    field(bytes(136, random)),
  ])
}
