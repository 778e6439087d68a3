// Owns: the verdict of an ignore file's fingerprint.
// Must not know: how the file is read.
import { fingerprint } from '../core/finding.ts'
import type { Policy } from './index.ts'

/** Allows a finding whose fingerprint (with or without its commit), or content id, an ignore file names. */
export const ignoreFile: Policy = {
  id: 'ignore-file',
  judge(finding, facts) {
    if (facts.ignored.size === 0) return null
    const path = finding.origin.path
    const anywhere = fingerprint({ kind: 'file', path }, finding.ruleId, finding.region.startLine)
    for (const name of [finding.fingerprint, anywhere, finding.contentId]) {
      const entry = facts.ignored.get(name)
      if (entry) return { action: 'allow', policy: 'ignore-file', reason: `${entry.file}:${entry.line}` }
    }
    return null
  },
}
