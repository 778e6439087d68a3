// Owns: colours of the text report.
// Must not know: what is coloured.

/** How to paint, and what the run knows of its surroundings. */
export interface TextStyle {
  readonly color: boolean
  /** The honest way round the hook that is running. */
  readonly bypass: string
  /** List what was skipped. */
  readonly verbose?: boolean
}

/** ANSI colour numbers. */
export const RED = '31'
export const YELLOW = '33'
export const DIM = '2'

/** The text in a colour, or as it is. */
export function paint(text: string, code: string, style: TextStyle): string {
  return style.color ? `\u001b[${code}m${text}\u001b[0m` : text
}
