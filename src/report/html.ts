// Owns: the html report: one file without scripts or links to elsewhere, for people who keep it.
// Must not know: where it is written.
import { exitCodeOf, type Report, sorted } from '../core/report.ts'
import type { Decision } from '../core/verdict.ts'
import { clean } from './clean.ts'
import { escaped } from './xml.ts'

const HEADLINE = ['No secrets found', 'Secrets found', 'Not everything was looked at'] as const
const CSS = [
  'body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1f;background:#fff}',
  'article{border:1px solid #d0d0d7;border-left:6px solid #c2273d;border-radius:6px;padding:.6rem 1rem;margin:1rem 0}',
  'article.warn{border-left-color:#b7791f}h2{font-size:1.05rem;margin:.2rem 0}',
  'pre{background:#f4f4f7;padding:.6rem;overflow:auto;border-radius:4px}.meta{color:#5a5a66}',
  '@media(prefers-color-scheme:dark){body{color:#eee;background:#16161a}pre{background:#222229}article{border-color:#3a3a44}.meta{color:#aaa}}',
].join('')

/** The whole report as one page. */
export function renderHtml(report: Report): string {
  const shown = sorted(report.decisions).filter((d) => d.verdict.action !== 'allow')
  const headline = HEADLINE[exitCodeOf(report)]
  const { stats } = report
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<title>stanch: ${headline}</title><style>${CSS}</style></head><body>`,
    `<h1>stanch: ${headline}</h1>`,
    `<p class="meta">${stats.fragments} files, ${stats.bytes} bytes of the ${text(report.scope)}, ${stats.rules} rules, version ${text(report.tool.version)}</p>`,
    ...report.faults.map((f) => `<article><h2>not looked at: ${text(f.where)}</h2><p>${text(f.message)}</p></article>`),
    ...shown.map(article),
    '</body></html>',
    '',
  ].join('\n')
}

function article({ finding: f, verdict }: Decision): string {
  const commit = 'commit' in f.origin ? ` in commit ${f.origin.commit.id}` : ''
  const { firstLine, lines } = f.shown.frame
  const frame = lines.map((line, i) => `${firstLine + i}  ${text(line)}`).join('\n')
  return [
    `<article class="${verdict.action}"><h2>${text(f.description || f.ruleId)}</h2>`,
    `<p class="meta">${text(f.origin.path)}:${f.region.startLine}${text(commit)} · ${text(f.ruleId)} · ${f.severity} · ${text(verdict.reason)}</p>`,
    `<pre>${frame}</pre>`,
    `<p class="meta">fingerprint ${text(f.fingerprint)}</p></article>`,
  ].join('\n')
}

function text(value: string): string {
  return escaped(clean(value))
}
