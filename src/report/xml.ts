// Owns: escaping for XML and HTML.
// Must not know: documents.

/** Text for an element or a quoted attribute; characters that XML 1.0 forbids become U+FFFD. */
export function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"'\t\n\r]/g, (c) => `&#${c.charCodeAt(0)};`)
}
