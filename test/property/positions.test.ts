// The lines of keys, tables and list entries are those at which a generated file has them.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { positionsIn } from '../../src/config/positions.ts'
import { parseToml } from '../../src/config/toml.ts'

type Path = (string | number)[]

/** Writes TOML and remembers on which line each path was written. */
class Writer {
  text = ''
  readonly lines = new Map<string, number>()

  note(path: Path): void {
    this.lines.set(JSON.stringify(path), this.text.split('\n').length)
  }
}

const noise = fc.constantFrom('', '\n', '  # [[rules]] x = 1\n', '\n\n# """ \'\'\'\n')
const inner = fc.constantFrom('a', '[[rules]]', 'x = "y"', '# no comment', "it's", '{', 'a]', ',', '\\\\', 'ü€')
const value = fc.oneof(
  inner.map((s) => `"${s.replaceAll('"', '')}"`),
  inner.map((s) => `"""${s}\n[table]\n${s}\\""""`),
  inner.map((s) => `'''\n${s}\n key = 1'''`),
  fc.constantFrom("'lit\\'", "'''q''''", '1', '-2.5', 'true', '1979-05-27', '{ a = 1, "b.c" = "}" }', '{}', '[]'),
)
const key = fc.constantFrom('id', 'Regex', '"Quoted Key"', 'a.b', "'x.y'", 'entropy_2')
type Entry = { key: string; values: string[]; list: boolean; gap: string; nl: string }
const entry: fc.Arbitrary<Entry> = fc.record({
  key,
  values: fc.array(value, { minLength: 1, maxLength: 4 }),
  list: fc.boolean(),
  gap: fc.constantFrom('', ' ', '\t'),
  nl: fc.constantFrom('', '\n', ' # ] "\n', '\r\n'),
})
const table = fc.record({
  entries: fc.uniqueArray(entry, { selector: (e) => e.key, maxLength: 3 }),
  subs: fc.array(fc.uniqueArray(entry, { selector: (e) => e.key, maxLength: 2 }), { maxLength: 3 }),
  head: fc.constantFrom('[[rules]]', '[[ rules ]]', '[["Rules"]] # [x]', '  [[RULES]]'),
  noise,
})

function pathOf(k: string): string[] {
  if (k.startsWith('"') || k.startsWith("'")) return [k.slice(1, -1).toLowerCase()]
  return k.toLowerCase().split('.')
}

function writeEntries(w: Writer, base: Path, entries: readonly Entry[]): void {
  for (const e of entries) {
    const path = [...base, ...pathOf(e.key)]
    w.note(path)
    w.text += `${e.key}${e.gap}=${e.gap}`
    if (!e.list) w.text += e.values[0]!
    else {
      w.text += '['
      e.values.forEach((v, i) => {
        w.text += e.nl
        w.note([...path, i])
        w.text += `${v}${e.gap},`
      })
      w.text += `${e.nl}]`
    }
    w.text += '\n'
  }
}

describe('positions in TOML', () => {
  it('are the lines at which things were written, for any mix of strings, comments, lists and tables', () => {
    fc.assert(
      fc.property(fc.array(table, { maxLength: 4 }), (tables) => {
        const w = new Writer()
        // the parser keeps keys of different case apart, so all of one file use one spelling
        const head = tables[0]?.head ?? ''
        const spelled = head.replace(/[^A-Za-z]/g, '').slice(0, 5) || 'rules'
        tables.forEach((t, i) => {
          w.text += t.noise
          w.note(['rules', i])
          w.text += `${head}\n`
          writeEntries(w, ['rules', i], t.entries)
          t.subs.forEach((sub, j) => {
            w.note(['rules', i, 'allowlists', j])
            w.text += `[[${spelled}.allowlists]]\n`
            writeEntries(w, ['rules', i, 'allowlists', j], sub)
          })
        })
        parseToml(w.text, 'generated') // it is TOML
        const positions = positionsIn(w.text)
        for (const [path, line] of w.lines) expect([path, positions.lineOf(JSON.parse(path))]).toEqual([path, line])
      }),
      { numRuns: 500 },
    )
  })

  it('fall back to what is around: an unknown key has the line of its table', () => {
    const positions = positionsIn('title = "x"\n\n[[rules]]\nid = "a"\n\n[[rules]]\nid = "b"\n')
    expect(positions.lineOf(['rules', 1, 'regex'])).toBe(6)
    expect(positions.lineOf(['nothing'])).toBe(1)
  })

  it('end on any text, TOML or not', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('[', ']', '{', '}', '"', "'", '=', '\n', '#', 'a', '.', '\\', ',') }),
        (s) => {
          expect(positionsIn(s).lineOf(['a'])).toBeGreaterThan(0)
        },
      ),
    )
  })
})
