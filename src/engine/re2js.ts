// Owns: RE2 in pure JavaScript, for machines where the native addon is absent: same syntax, linear time, slower.
// Must not know: when it is used.
import { RE2JS } from 're2js'
import type { RegexEngine, RegexMatch } from './regex.ts'

interface PureMatcher {
  find(from?: number | null): boolean
  start(group?: number): number
  end(group?: number): number
  groupCount(): number
}

/** The engine. Offsets are bytes, as with the native one. */
export const re2jsEngine: RegexEngine = {
  name: 're2js',
  sticky: false,
  compile(pattern) {
    const regex = RE2JS.compile(pattern)
    const matcherOf = (bytes: Uint8Array) => regex.matcher(bytes as unknown as number[]) as unknown as PureMatcher
    return {
      exec: (bytes, from) => matchFrom(matcherOf(bytes), from),
      test: (bytes) => matcherOf(bytes).find(0),
      execAt(bytes, at) {
        const match = matchFrom(matcherOf(bytes), at)
        return match?.start === at ? match : undefined
      },
      mayStartAt: () => true,
    }
  },
}

function matchFrom(matcher: PureMatcher, from: number): RegexMatch | undefined {
  if (!matcher.find(from)) return undefined
  const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, g) => ({
    start: matcher.start(g),
    end: matcher.end(g),
  }))
  return { start: groups[0]!.start, end: groups[0]!.end, groups }
}
