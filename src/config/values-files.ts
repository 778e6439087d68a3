// Owns: which file names hold values of one machine, and which are templates, whose values are public.
// Must not know: what is in such files (dotenv-files.ts). No patterns: a hook asks for each name of a folder on every commit, and
// compiling one pattern takes longer than all of the answers.

const WHOLE = new Set([
  ...['.env', '.envrc', '.dev.vars', '.flaskenv', '.secret', '.secrets', '.npmrc'],
  ...['local.properties', 'local.settings.json'],
])
/** Before the ending of a format: `secrets.json`, `app.local.yaml`. */
const STEMS = new Set(['.secret', '.secrets', 'secret', 'secrets', 'credentials'])
const FORMATS = new Set(['json', 'yaml', 'yml', 'toml', 'properties', 'env'])
const TEMPLATE = new Set(['example', 'sample', 'template', 'tpl', 'dist', 'default', 'defaults', 'schema'])
const TEMPLATE_OF = ['env', 'secret', 'settings', 'credential']

/** Whether a file name is one of those that hold values of one machine. */
export function isValuesFile(name: string): boolean {
  const lower = name.toLowerCase()
  return isKnown(lower) && !speaksOfTemplate(lower)
}

/** Whether a file name is that of a template: its values are public. */
export function isTemplate(name: string): boolean {
  const lower = name.toLowerCase()
  return speaksOfTemplate(lower) && (TEMPLATE_OF.some((of) => lower.includes(of)) || FORMATS.has(partsOf(lower).format))
}

function isKnown(lower: string): boolean {
  if (WHOLE.has(lower) || isLonger(lower, lower.startsWith('.env.'), 5)) return true
  if (isLonger(lower, lower.endsWith('.env'), 4) || isLonger(lower, lower.endsWith('.env.local'), 10)) return true
  const { stem, format } = partsOf(lower)
  return FORMATS.has(format) && (STEMS.has(stem) || isLonger(stem, stem.endsWith('.local'), 6))
}

function isLonger(text: string, affixed: boolean, affix: number): boolean {
  return affixed && text.length > affix
}

function partsOf(lower: string): { readonly stem: string; readonly format: string } {
  const dot = lower.lastIndexOf('.')
  return { stem: lower.slice(0, Math.max(0, dot)), format: lower.slice(dot + 1) }
}

/** Whether one of the words between dots, dashes and underscores says so. */
function speaksOfTemplate(lower: string): boolean {
  return lower
    .replaceAll('-', '.')
    .replaceAll('_', '.')
    .split('.')
    .some((word) => TEMPLATE.has(word))
}
