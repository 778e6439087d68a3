// Owns: the verbs pre-push and pre-receive: the commits that a push brings, all refs of it.
// Must not know: how commits are read.
import { buffer } from 'node:stream/consumers'
import type { CommandLine } from '../core/options.ts'
import { hasCommit } from '../git/commits-here.ts'
import { openRepo, type Repo } from '../git/repo.ts'
import type { Host } from '../host.ts'
import { archiveLimits } from '../sources/archives/limits.ts'
import { newTips, oldTips, type PushedRef, parsePrePush, parsePreReceive } from '../sources/pushed.ts'
import { rangeSource } from '../sources/range.ts'
import type { IsolationScope } from './isolate.ts'
import { allOfRange, filesOfRange } from './range-isolation.ts'
import { runScan } from './scan.ts'

/** `stanch pre-push REMOTE URL`, with git's lines on standard input. */
export async function prePush(line: CommandLine, host: Host): Promise<number> {
  const repo = await openRepo({ cwd: host.cwd, env: host.env })
  const refs = parsePrePush((await buffer(host.stdin)).toString())
  const remote = line.args[0] ?? ''
  const known = remote !== '' && remote !== line.args[1] ? [`--remotes=${remote}`] : [] // a bare URL has no tracking refs
  return scanPush(line, host, repo, { refs, known, name: 'commits to be pushed', isolated: allOfRange })
}

/** `stanch pre-receive`: on a server, before any ref is moved. New objects stand in git's quarantine folder. */
export async function preReceive(line: CommandLine, host: Host): Promise<number> {
  const repo = await openRepo({ cwd: host.cwd, env: host.env })
  const refs = parsePreReceive((await buffer(host.stdin)).toString())
  return scanPush(line, host, repo, { refs, known: ['--all'], name: 'pushed commits', isolated: filesOfRange })
}

interface Push {
  readonly refs: readonly PushedRef[]
  readonly known: readonly string[]
  readonly name: string
  readonly isolated: (repo: Repo, revs: readonly string[]) => IsolationScope
}

async function scanPush({ options }: CommandLine, host: Host, repo: Repo, push: Push): Promise<number> {
  const tips = newTips(push.refs)
  const old: string[] = []
  for (const oid of oldTips(push.refs)) if (await hasCommit(repo.context, oid)) old.push(oid) // forced: perhaps never fetched
  const revs = tips.length === 0 ? ['--max-count=0', 'HEAD'] : [...tips, '--not', ...old, ...push.known]
  const source = rangeSource(repo.context, revs, push.name, archiveLimits(options.maxArchiveDepth))
  return runScan({
    source,
    root: repo.top,
    options,
    host,
    isolation: push.isolated(repo, revs),
    ...(tips.length > 0 ? { ends: tips } : {}),
  })
}
