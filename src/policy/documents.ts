// Owns: JSON and YAML content as plain values, and their leaves. The parser is loaded when it is needed.
// Must not know: why it is asked.

/** A named value at the end of a path: `key` is the last name on it. */
export interface Leaf {
  readonly key: string
  readonly value: string
}

/** All documents of a JSON or YAML text; [] when it is neither. */
export async function parseDocuments(text: string, path: string): Promise<unknown[]> {
  if (/\.json$/i.test(path) || /^\s*[{[]/.test(text)) {
    try {
      return [JSON.parse(text) as unknown]
    } catch {
      return [] // not JSON, so nothing can be said of it
    }
  }
  const { parseAllDocuments } = (await import('yaml')).default
  const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false })
  if (!Array.isArray(documents) || documents.some((d) => d.errors.length > 0)) return []
  return documents.map((d) => d.toJS({ maxAliasCount: 100 }) as unknown)
}

/** The leaves of a parsed value, as texts. */
export function leavesOf(value: unknown, key = ''): Leaf[] {
  if (value === null || value === undefined) return []
  if (typeof value !== 'object') return [{ key, value: String(value) }]
  const named = !Array.isArray(value)
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, named ? name : key))
}
