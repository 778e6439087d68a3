// Owns: paths as typed (`stanch dir ../app/src`) -> paths of the repository, by which policies go.
// Must not know: what policies make of them.
import { relative, resolve, sep } from 'node:path'
import type { Finding } from '../core/finding.ts'
import type { Origin } from '../core/fragment.ts'

/** A path as a source shows it -> the path from the top on. */
export type Placed = (path: string) => string

/** For paths that are relative to `cwd`, or absolute. What lies outside of the top begins with `../`. */
export function placedBelow(top: string, cwd: string): Placed {
  return (path) => {
    if (path === '') return path
    const way = relative(top, resolve(cwd, path))
    return sep === '\\' ? way.replaceAll('\\', '/') : way
  }
}

/** The origin with its path from the top on. */
export function placedOrigin(origin: Origin, placed: Placed | undefined): Origin {
  return placed ? { ...origin, path: placed(origin.path) } : origin
}

/** Findings as policies see them. Their fingerprint stays as typed: ignore files of gitleaks hold it like that. */
export function asPlaced(findings: readonly Finding[], placed: Placed | undefined): readonly Finding[] {
  if (!placed) return findings
  return findings.map((finding) => ({ ...finding, origin: placedOrigin(finding.origin, placed) }))
}
