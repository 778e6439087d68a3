// Owns: how a secret is hidden in text that people or files will see.
// Must not know: where the text goes.

/** The word that stands for a wholly hidden secret; gitleaks' own, so that its reports compare. */
export const REDACTED = 'REDACTED'

/**
 * Hides `percent` of a secret: 100 gives REDACTED, less keeps the first characters and "...", 0 keeps all.
 * Counted in characters (code points), so no character is cut.
 */
export function redacted(secret: string, percent: number): string {
  if (percent <= 0) return secret
  if (percent >= 100) return REDACTED
  const characters = [...secret]
  const kept = Math.min(roundHalfEven((characters.length * (100 - percent)) / 100), characters.length - 1)
  return `${characters.slice(0, Math.max(0, kept)).join('')}...`
}

/** Hides every occurrence of every secret in a text: longest first, and line by line where a secret spans lines. */
export function maskAll(text: string, secrets: readonly string[], percent: number): string {
  if (percent <= 0) return text
  const pieces = new Set<string>()
  for (const secret of secrets) {
    if (!secret) continue
    pieces.add(secret)
    if (secret.includes('\n'))
      for (const line of secret.split('\n')) if (line.trim().length > 3) pieces.add(line.trim())
  }
  let masked = text
  for (const piece of [...pieces].sort((a, b) => b.length - a.length)) {
    if (masked.includes(piece)) masked = masked.replaceAll(piece, () => redacted(piece, percent))
  }
  return masked
}

function roundHalfEven(x: number): number {
  const floor = Math.floor(x)
  const rest = x - floor
  if (rest !== 0.5) return Math.round(x)
  return floor % 2 === 0 ? floor : floor + 1
}
