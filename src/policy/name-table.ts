// Owns: the built-in names of isolated files as look-ups: for most paths two of them and no loop over patterns.
// Must not know: what an entry means. Patterns are NAME, *TAIL, HEAD*, HEAD*TAIL, or any of these after DIR/; case does
// not matter, and each holds at any depth.

/** Compiled by the build: numbers are indices of entries. */
export interface NameTable {
  /** Whole name, lower case. */
  readonly names: Readonly<Record<string, readonly number[]>>
  /** Last extension, with its dot. */
  readonly tails: Readonly<Record<string, readonly Wild[]>>
  readonly wild: readonly Wild[]
  /** Per entry: what it leaves alone. */
  readonly except: readonly (readonly Wild[])[]
  /** Entries that hold for any name, by the first bytes of the content (latin1). */
  readonly magic: readonly { readonly entry: number; readonly text: string }[]
}

/** One pattern in pieces. */
export interface Wild {
  readonly entry: number
  readonly folder: string
  readonly head: string
  readonly tail: string
  /** No star: the name is `head`. */
  readonly exact: boolean
}

/** Entry -> its patterns, as one table. Throws for a pattern of another form. */
export function nameTable(
  entries: readonly {
    readonly paths: readonly string[]
    readonly except: readonly string[]
    readonly magic?: readonly string[]
  }[],
): NameTable {
  const names: Record<string, number[]> = {}
  const tails: Record<string, Wild[]> = {}
  const wild: Wild[] = []
  entries.forEach(({ paths }, entry) => {
    for (const pattern of paths) {
      const w = pieces(pattern, entry)
      const extension = /^[^*]*(\.[^.*]+)$/.exec(w.tail)?.[1]
      if (w.exact && w.folder === '') names[w.head] = [...(names[w.head] ?? []), entry]
      else if (extension) tails[extension] = [...(tails[extension] ?? []), w]
      else wild.push(w)
    }
  })
  const magic = entries.flatMap(({ magic: texts = [] }, entry) => texts.map((text) => ({ entry, text })))
  return { names, tails, wild, except: entries.map((e, i) => e.except.map((p) => pieces(p, i))), magic }
}

function pieces(pattern: string, entry: number): Wild {
  const lower = pattern.toLowerCase()
  const slash = lower.lastIndexOf('/')
  const [head = '', tail = '', more] = lower.slice(slash + 1).split('*')
  if (more !== undefined || /[?[\]!]/.test(lower) || lower.slice(0, slash + 1).includes('*')) {
    throw new Error(`${pattern}: patterns are NAME, *TAIL, HEAD*, HEAD*TAIL or DIR/ and one of these`)
  }
  return { entry, folder: slash === -1 ? '' : lower.slice(0, slash + 1), head, tail, exact: !lower.includes('*') }
}

/** Numbers of the entries that a path, or the first bytes of its content, belong to; ascending. */
export function namedIn(table: NameTable, path: string, head: Uint8Array): number[] {
  const lower = path.toLowerCase()
  const name = lower.slice(lower.lastIndexOf('/') + 1)
  const found = new Set(Object.hasOwn(table.names, name) ? table.names[name] : [])
  const dot = name.lastIndexOf('.')
  const extension = dot === -1 ? '' : name.slice(dot)
  const byTail = Object.hasOwn(table.tails, extension) ? table.tails[extension]! : []
  for (const list of [byTail, table.wild]) for (const w of list) if (fits(w, lower, name)) found.add(w.entry)
  if (table.magic.length > 0) for (const { entry, text } of table.magic) if (startsWith(head, text)) found.add(entry)
  if (found.size === 0) return []
  return [...found].filter((n) => !table.except[n]!.some((w) => fits(w, lower, name))).sort((a, b) => a - b)
}

function fits({ folder, head, tail, exact }: Wild, path: string, name: string): boolean {
  const named = exact
    ? name === head
    : name.length >= head.length + tail.length && name.startsWith(head) && name.endsWith(tail)
  return named && (folder === '' || `/${path}`.endsWith(`/${folder}${name}`))
}

/** Compares bytes with latin1 text. */
function startsWith(bytes: Uint8Array, text: string): boolean {
  if (bytes.length < text.length) return false
  for (let i = 0; i < text.length; i++) if (bytes[i] !== text.charCodeAt(i)) return false
  return true
}
