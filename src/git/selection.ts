// Owns: from what users type (--log-opts, A..B, --since-commit) to arguments of git rev-list.
// Must not know: who scans the commits.
import { UserError } from '../core/fault.ts'

/** Splits a line into words as a shell does: quotes and backslashes, no expansion. Throws on an open quote. */
export function shellWords(line: string): string[] {
  const words: string[] = []
  const piece = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)|(.)/gs
  let word: string | undefined
  for (const match of line.matchAll(piece)) {
    const [all, single, double, escaped, plain, stray] = match
    if (stray !== undefined) throw new UserError(`--log-opts: a quote is never closed: ${line}`)
    if (/^\s/.test(all)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + (single ?? double?.replace(/\\(["\\$`\n])/g, '$1') ?? escaped ?? plain ?? '')
  }
  if (word !== undefined) words.push(word)
  return words
}

/** Options of `git log` that say how to print: there is nothing to print here. */
const PRINTING =
  /^(-p|-u|-s|-a|-c|-m|--cc|--(no-)?patch|-U\d+|--unified(=.*)?|--full-diff|--stat(=.*)?|--text|--no-ext-diff|--no-textconv|--(no-)?color(=.*)?|--diff-filter=.*|--format=.*|--pretty(=.*)?|--oneline|--(no-)?decorate(=.*)?|--graph|--(no-)?renames|-M\S*|--no-pager|--raw|--numstat|--shortstat|--name-only|--name-status|--binary|--root|--full-index|--diff-merges=.*|--remerge-diff|--date=.*)$/

/** Options that select commits; their values may follow as a word of their own. */
const SELECTING =
  /^(--(all|not|branches|tags|remotes|no-merges|merges|first-parent|full-history|reflog|walk-reflogs|reverse|topo-order|date-order|author-date-order|cherry-pick|cherry-mark|left-only|right-only|ancestry-path|simplify-merges|simplify-by-decoration|sparse|dense|remove-empty|all-match|invert-grep|single-worktree|ignore-missing|exclude-first-parent-only|extended-regexp|fixed-strings|regexp-ignore-case|basic-regexp|perl-regexp)|--(branches|tags|remotes|glob|exclude|since|since-as-filter|after|until|before|max-count|skip|author|committer|grep|grep-reflog|min-parents|max-parents|ancestry-path)=.*|--no-(min|max)-parents|-\d+|-n\d+|-i|-E|-F|-P|-g)$/s

const WITH_VALUE = /^(-n|--(since|after|until|before|max-count|skip|author|committer|grep|glob|exclude))$/

/**
 * Arguments for rev-list of a --log-opts text. Without a revision it means HEAD, as for git log. An option that is not
 * known to select commits is refused: passed on, it could empty the scan without a word.
 */
export function revsOfLogOptions(text: string): string[] {
  const words = shellWords(text)
  const end = words.indexOf('--')
  const options = end === -1 ? words : words.slice(0, end)
  const revs: string[] = ['--default', 'HEAD']
  for (let i = 0; i < options.length; i++) {
    const word = options[i]!
    if (WITH_VALUE.test(word)) revs.push(word, options[++i] ?? '')
    else if (!word.startsWith('-') || SELECTING.test(word)) revs.push(word)
    else if (!PRINTING.test(word)) {
      throw new UserError(`--log-opts: ${word} is not an option that selects commits`, 'nothing was scanned')
    }
  }
  return end === -1 ? revs : [...revs, ...words.slice(end)]
}

/** The paths behind "--", if any. */
export function pathsOf(revs: readonly string[]): readonly string[] {
  const end = revs.indexOf('--')
  return end === -1 ? [] : revs.slice(end + 1)
}
