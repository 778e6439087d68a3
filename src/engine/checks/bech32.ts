// Owns: the check of a bech32 text (BIP 173), the form of age's secret keys.
// Must not know: rules.
import { type Check, FITS, PROVED } from './check.ts'

const DIGITS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]

/** Proves a text whose checksum is right; weakens one of that form whose checksum is wrong. */
export const bech32: Check = ({ secret }) => {
  if (secret !== secret.toUpperCase() && secret !== secret.toLowerCase()) return FITS
  const text = secret.toLowerCase()
  const one = text.lastIndexOf('1')
  const data = [...text.slice(one + 1)].map((c) => DIGITS.indexOf(c))
  if (one < 1 || data.length < 6 || data.includes(-1)) return FITS
  const prefix = [...text.slice(0, one)].map((c) => c.charCodeAt(0))
  const values = [...prefix.map((c) => c >> 5), 0, ...prefix.map((c) => c & 31), ...data]
  return remainder(values) === 1 ? PROVED : { verdict: 'weakens', state: 'wrong checksum' }
}

function remainder(values: readonly number[]): number {
  let sum = 1
  for (const value of values) {
    const top = sum >>> 25
    sum = ((sum & 0x1ffffff) << 5) ^ value
    GENERATOR.forEach((g, i) => {
      if ((top >>> i) & 1) sum ^= g
    })
  }
  return sum
}
