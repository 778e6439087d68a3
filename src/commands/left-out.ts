// Owns: counting what path rules silenced in sources that hand on every file: a skip is shown, never silent.
// Must not know: which source it is.
import type { Skip } from '../core/fault.ts'
import type { Source } from '../core/fragment.ts'
import type { LeaveOut } from './path-rules.ts'

/** The same source; the paths of its fragments are noted. */
export function noted(source: Source, paths: Set<string>): Source {
  return {
    ...source,
    async *items(signal) {
      for await (const item of source.items(signal)) {
        if (item.type === 'fragment') paths.add(item.fragment.origin.path)
        yield item
      }
    },
  }
}

/** Those of the paths that a path rule leaves out. */
export function leftOut(paths: ReadonlySet<string>, leaveOut: LeaveOut): Skip[] {
  return [...paths].flatMap((where) => {
    const why = leaveOut(where)
    return why === undefined ? [] : [{ where, why }]
  })
}
