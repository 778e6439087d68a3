// Owns: the text of a commit message file as git will take it: without comments, and without the diff below the scissors.
// Must not know: rules.

const SCISSORS = /^. -+ >8 -+$/

/** `comment` is git's comment character; `auto` means that any of git's candidates may be one. */
export function messageText(text: string, comment: string): string {
  const marks = comment === 'auto' || comment === '' ? '#;@!$%^&|:' : comment
  const isComment = (line: string) =>
    marks.length > 1 && comment !== 'auto' ? line.startsWith(marks) : marks.includes(line.charAt(0)) && line !== ''
  const kept: string[] = []
  for (const line of text.split('\n')) {
    if (isComment(line) && SCISSORS.test(line)) break
    kept.push(isComment(line) && comment !== 'auto' ? '' : line) // a blank line keeps the numbers right
  }
  return kept.join('\n')
}
