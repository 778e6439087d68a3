// Owns: making text from scanned files safe to print on a terminal.
// Must not know: what the text is.

/** Control characters (ANSI escapes, CR, BEL), and those that reorder or hide text, become visible escapes. */
export function clean(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
