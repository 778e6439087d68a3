// Owns: whether content really is encrypted. It is looked at, and a file name or a single mark is not believed.
// Must not know: why it is asked.
import { looksLive } from '../core/live-value.ts'
import { leavesOf, parseDocuments } from './documents.ts'

/** Content to look at: `head` are its first bytes as they were, when it is binary. */
export interface Content {
  readonly path: string
  readonly bytes: Uint8Array
  readonly head?: Uint8Array
}

type Detector = (text: string, content: Content) => boolean | Promise<boolean>

const HEX_LINES = /^[0-9a-f\s]+$/
const BASE64 = /^[A-Za-z0-9+/=\s]+$/

/** Name -> whether all of the content is encrypted in that way. */
export const detectors: Readonly<Record<string, Detector>> = {
  'git-crypt': (text) => text.startsWith('\0GITCRYPT\0'),
  age: (text) => text.startsWith('age-encryption.org/v1\n-> ') || isArmor(text, 'AGE ENCRYPTED FILE'),
  'ansible-vault': (text) => {
    const [first = '', ...rest] = text.trim().split('\n')
    return (
      /^\$ANSIBLE_VAULT;1\.[0-2];AES256(;.*)?\r?$/.test(first) && rest.length > 1 && HEX_LINES.test(rest.join('\n'))
    )
  },
  pgp: (text, { head }) => isArmor(text, 'PGP MESSAGE') || isPgpPacket(head),
  'rails-credentials': (text) =>
    /^[A-Za-z0-9+/]{16,}={0,2}--[A-Za-z0-9+/]{16}={0,2}--[A-Za-z0-9+/]{22}={0,2}\s*$/.test(text),
  dotenvx: (text, { path }) =>
    /^\s*DOTENV_PUBLIC_KEY\w*\s*=/m.test(text) && dotenvSealed(text, path, /^encrypted:[A-Za-z0-9+/=]{40,}$/),
  sops: sops,
  'sealed-secret': sealedSecret,
  ejson: async (text, { path }) => {
    if (!text.includes('"_public_key"') || !text.includes('EJ[1:')) return false
    const leaves = (await parseDocuments(text, path)).flatMap((d) => leavesOf(d)).filter((l) => !l.key.startsWith('_'))
    return leaves.length > 0 && leaves.every((l) => /^EJ\[1:[\w+/=]+:[\w+/=]+:[\w+/=]+\]$/.test(l.value))
  },
  opentofu: async (text, { path }) => {
    if (!text.includes('"encrypted_data"') || !text.includes('"key_provider')) return false
    const [document] = await parseDocuments(text, path)
    const table = (document ?? {}) as Record<string, unknown>
    return typeof table.encrypted_data === 'string' && table.resources === undefined && table.outputs === undefined
  },
}

/** How content is encrypted, or undefined when it is not, or not all of it. */
export async function encryptionOf(content: Content): Promise<string | undefined> {
  const { bytes } = content
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
  for (const [name, detect] of Object.entries(detectors)) if (await detect(text, content)) return name
  return undefined
}

/** Armor with nothing else around it. */
function isArmor(text: string, label: string): boolean {
  const body = text.trim()
  if (!body.startsWith(`-----BEGIN ${label}-----`) || !body.endsWith(`-----END ${label}-----`)) return false
  const inner = body.slice(label.length + 16, -(label.length + 14))
  return inner.length > 40 && BASE64.test(inner.replace(/^[A-Za-z-]+: .*$/gm, ''))
}

/** A public-key or a symmetric-key encrypted session key comes first. RFC 4880, sections 4.2 and 4.3. */
function isPgpPacket(head: Uint8Array | undefined): boolean {
  const first = head?.[0] ?? 0
  const version = head?.[first >= 0xc0 ? 2 : 1 + (1 << (first & 3))] ?? 0
  return /^(8[4-6c-e]|c[13])$/.test(first.toString(16)) && version >= 3 && version <= 6
}

/** Every value of a dotenv text is encrypted, empty, or nothing that looks live. */
function dotenvSealed(text: string, path: string, sealed: RegExp): boolean {
  const rows = [...text.matchAll(/^\s*(?:export\s+)?([\w.-]+)\s*=\s*["']?(.*?)["']?\s*$/gm)]
  const plain = rows.filter(([, name = '', value = '']) => !sealed.test(value) && !/PUBLIC_KEY|^sops_/.test(name))
  const some = rows.some(([, , value = '']) => sealed.test(value))
  return some && path !== '' && !plain.some(([, name = '', value = '']) => looksLive(name, value, 6))
}

const ENC = /^ENC\[AES256_GCM,data:[A-Za-z0-9+/=]*,iv:[A-Za-z0-9+/=]+,tag:[A-Za-z0-9+/=]+,type:\w+\]$/

/** sops: metadata with a MAC, values sealed; what it leaves in clear (unencrypted_suffix and its like) must not look live. */
async function sops(text: string, { path }: Content): Promise<boolean> {
  if (!text.includes('ENC[AES256_GCM,')) return false
  if (/^sops_mac=ENC\[/m.test(text)) return dotenvSealed(text, path, ENC)
  if (/^\[sops\]$/m.test(text)) return /^mac\s*=\s*ENC\[/m.test(text) && iniSealed(text)
  const documents = await parseDocuments(text, path)
  const metadata = documents.every((d) => isTable(d) && isTable(d.sops) && ENC.test(String(d.sops.mac)))
  const leaves = documents.flatMap((d) => leavesOf(isTable(d) ? { ...d, sops: undefined } : d))
  return (
    metadata &&
    leaves.some((l) => ENC.test(l.value)) &&
    leaves.every((l) => ENC.test(l.value) || !looksLive(l.key, l.value, 6))
  )
}

function iniSealed(text: string): boolean {
  const own = text.slice(0, text.search(/^\[sops\]$/m))
  const values = [...own.matchAll(/^\s*([^=\n;#[]+?)\s*=\s*(.*?)\s*$/gm)]
  return values.length > 0 && values.every(([, name = '', value = '']) => ENC.test(value) || !looksLive(name, value, 6))
}

/** Every document is a SealedSecret whose data are sealed, and none is a plain Secret. */
async function sealedSecret(text: string, { path }: Content): Promise<boolean> {
  if (!/kind["']?\s*:\s*["']?SealedSecret/.test(text)) return false
  const documents = (await parseDocuments(text, path)).filter((d) => d !== null)
  return (
    documents.length > 0 &&
    documents.every((d) => {
      if (!isTable(d) || d.kind !== 'SealedSecret' || !isTable(d.spec)) return false
      const sealed = isTable(d.spec.encryptedData) ? Object.values(d.spec.encryptedData) : []
      const all = sealed.every((v) => typeof v === 'string' && v.length >= 100 && BASE64.test(v))
      const rest = leavesOf({ ...d, spec: { ...d.spec, encryptedData: undefined } })
      return sealed.length > 0 && all && !rest.some((l) => looksLive(l.key, l.value, 6))
    })
  )
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
