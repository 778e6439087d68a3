// Owns: KV secrets engines, version 1 and 2: which version a mount has, listing, reading, old versions, writing.
// Must not know: what the values are for.
import type { Call, Place, VaultEntry, VaultValue, Walk } from './contract.ts'
import { VaultError } from './errors.ts'
import type { HashicorpClient, Json } from './hashicorp-client.ts'
import { paced } from './pace.ts'
import { pathMatcher } from './path-match.ts'
import { leavesOf } from './values.ts'

/** A mount and its KV version. */
export interface Mount {
  readonly name: string
  readonly versioned: boolean
}

/** Looks a mount up with the rights that the path itself gives: `options` may be null, which is version 1. */
export async function mountOf(client: HashicorpClient, path: string, call: Call): Promise<Mount> {
  const info = await client.ask('GET', `sys/internal/ui/mounts/${encoded(path)}`, call)
  const data = info?.data as { path?: string; type?: string; options?: { version?: string } | null } | undefined
  if (!data?.path) throw new VaultError('not found', `${client.host} has no mount at ${path}`)
  if (data.type !== 'kv' && data.type !== 'generic') {
    throw new VaultError('not found', `${path} at ${client.host} is no KV engine but ${data.type}`)
  }
  return { name: data.path.replace(/\/$/, ''), versioned: data.options?.version === '2' }
}

/** Encodes each segment of a path. */
export function encoded(path: string): string {
  return path.split('/').filter(Boolean).map(encodeURIComponent).join('/')
}

/** Every entry of the walk's mounts, as many at a time as the pace allows. */
export async function* walkMounts(client: HashicorpClient, walk: Walk, call: Call): AsyncGenerator<VaultEntry> {
  const pace = paced(walk.rate, call.signal)
  const wanted = pathMatcher(walk.paths)
  for (const name of walk.mounts) {
    const mount = await mountOf(client, name, call)
    for await (const path of pathsOf(client, mount, '', { walk, call, pace })) {
      if (wanted(path)) yield* entriesOf(client, mount, path, { walk, call, pace })
    }
  }
}

interface Walking {
  readonly walk: Walk
  readonly call: Call
  readonly pace: () => Promise<void>
}

/** `foo` and `foo/` may both exist. An empty folder is a 404. */
async function* pathsOf(client: HashicorpClient, mount: Mount, folder: string, w: Walking): AsyncGenerator<string> {
  await w.pace()
  const at = mount.versioned
    ? `${encoded(mount.name)}/metadata/${encoded(folder)}`
    : `${encoded(mount.name)}/${encoded(folder)}`
  const listed = await readable(w, `${mount.name}/${folder}`, () =>
    client.ask('GET', `${at.replace(/\/$/, '')}?list=true`, w.call),
  )
  const keys = (listed?.data as { keys?: string[] } | undefined)?.keys ?? []
  for (const key of keys) {
    if (key.endsWith('/')) yield* pathsOf(client, mount, folder + key, w)
    else yield folder + key
  }
}

/** What may not be read is told and left out; anything else ends the walk. */
async function readable<T>(w: Walking, where: string, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof VaultError) || error.trouble !== 'denied') throw error
    w.walk.missed(where, 'permission denied')
    return undefined
  }
}

async function* entriesOf(client: HashicorpClient, mount: Mount, path: string, w: Walking): AsyncGenerator<VaultEntry> {
  const versions = mount.versioned ? await versionsOf(client, mount, path, w) : [{ version: 0, current: true }]
  for (const { version, current } of versions) {
    const id = `${mount.name}/${path}@${version}${current ? '' : '-'}`
    if (mount.versioned && w.walk.done(id)) continue
    await w.pace()
    const at = mount.versioned ? `data/${encoded(path)}?version=${version}` : encoded(path)
    const where = `${mount.name}/${path}`
    const answer = await readable(w, where, () => client.ask('GET', `${encoded(mount.name)}/${at}`, w.call))
    const data = answer?.data as Json | undefined
    const fields = mount.versioned ? (data?.data as Json | null | undefined) : data
    if (fields) yield { id, values: valuesOf(fields, { mount, path, version, current }) }
  }
}

interface At {
  readonly mount: Mount
  readonly path: string
  readonly version: number
  readonly current: boolean
}

function valuesOf(fields: Json, { mount, path, version, current }: At): VaultValue[] {
  const place: Omit<Place, 'key'> = { mount: mount.name, path, version, current, versioned: mount.versioned }
  return leavesOf('', fields).map(({ key, value }) => ({ place: { ...place, key }, value }))
}

interface VersionInfo {
  readonly deletion_time?: string
  readonly destroyed?: boolean
}

/** Versions that can be read, newest first: the current one, and as many old ones as the walk wants. */
async function versionsOf(client: HashicorpClient, mount: Mount, path: string, w: Walking) {
  await w.pace()
  const where = `${mount.name}/${path}`
  const answer = await readable(w, where, () =>
    client.ask('GET', `${encoded(mount.name)}/metadata/${encoded(path)}`, w.call),
  )
  const data = answer?.data as { current_version?: number; versions?: Record<string, VersionInfo> } | undefined
  const newest = data?.current_version ?? 0
  return Object.entries(data?.versions ?? {})
    .filter(([, v]) => !v.destroyed && !v.deletion_time)
    .map(([version]) => ({ version: Number(version), current: Number(version) === newest }))
    .sort((a, b) => b.version - a.version)
    .slice(0, 1 + w.walk.versions)
}

/** Reads the fields of one entry, or undefined. */
export async function readFields(client: HashicorpClient, path: string, call: Call): Promise<Json | undefined> {
  const { name, versioned } = await mountOf(client, path, call)
  const rest = encoded(path.slice(name.length + 1))
  const answer = await client.ask('GET', versioned ? `${encoded(name)}/data/${rest}` : `${encoded(name)}/${rest}`, call)
  const data = answer?.data as Json | undefined
  return versioned ? ((data?.data as Json | null | undefined) ?? undefined) : data
}

/** Writes the fields of one entry. */
export async function writeFields(client: HashicorpClient, path: string, fields: Json, call: Call): Promise<void> {
  const { name, versioned } = await mountOf(client, path, call)
  const rest = encoded(path.slice(name.length + 1))
  if (versioned) await client.ask('POST', `${encoded(name)}/data/${rest}`, call, { data: fields })
  else await client.ask('POST', `${encoded(name)}/${rest}`, call, fields)
}
