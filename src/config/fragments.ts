// Owns: the replacement of `{{name}}` and `{{name:parameter}}` in a rule's pattern by the shared table of fragments.
// Must not know: TOML, RE2, or which fragments there are.
import { UserError } from '../core/fault.ts'

/** Name to pattern. In a pattern `%s` stands for the parameter and `%%` for a percent sign. */
export type FragmentTable = Readonly<Record<string, string>>

//   {{start}}   {{assign:acme|acme_io}}
const USE = /\{\{([A-Za-z][\w-]*)(?::((?:[^{}]|\}(?!\})|\{(?!\{))*))?\}\}/g

/** The pattern with every fragment put in. Throws UserError for an unknown fragment or a missing or unwanted parameter. */
export function expandFragments(regex: string, table: FragmentTable): string {
  return regex.replace(USE, (whole, name: string, parameter: string | undefined) => {
    if (!Object.hasOwn(table, name)) throw unknown(whole, name, table)
    return filled(table[name] as string, name, parameter)
  })
}

function filled(pattern: string, name: string, parameter: string | undefined): string {
  const wants = /(?:^|[^%])(?:%%)*%s/.test(pattern)
  if (wants && !parameter) throw new UserError(`fragment {{${name}}} needs a parameter`, `write {{${name}:keyword}}`)
  if (!wants && parameter !== undefined)
    throw new UserError(`fragment {{${name}:${parameter}}} takes no parameter`, `write {{${name}}}`)
  return pattern.replace(/%[%s]/g, (mark) => (mark === '%%' ? '%' : (parameter as string)))
}

function unknown(whole: string, name: string, table: FragmentTable): UserError {
  return new UserError(`unknown fragment ${whole}: "${name}" is not defined`, `known: ${Object.keys(table).join(', ')}`)
}
