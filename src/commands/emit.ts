// Owns: which report goes where: the text for people, the chosen format to its file or to stdout.
// Must not know: how reports are rendered.
import { UserError } from '../core/fault.ts'
import type { RawOptions } from '../core/options.ts'
import { exitCodeOf, type Report } from '../core/report.ts'
import type { Host } from '../host.ts'
import type { FormatName } from '../report/index.ts'
import { isSummaryOnly, summary } from '../report/summary.ts'

/** Writes the report. A clean run needs no renderer but one line. */
export async function emit(report: Report, options: RawOptions, host: Host): Promise<void> {
  const name = formatOf(options)
  if (name === 'text' && !options.reportPath && exitCodeOf(report) === 0 && options.quiet) return
  const style = { color: wantsColor(options, host), bypass: bypassFor(host), verbose: options.verbose === true }
  const path = options.reportPath === '-' ? undefined : options.reportPath
  if (name === 'text' && path === undefined && isSummaryOnly(report, style)) {
    return host.stdout.write(summary(report, style))
  }
  const { formats } = await import('../report/index.ts')
  const text = (await formats[name as FormatName]())(report, style)
  if (name === 'text' && path === undefined) return host.stdout.write(text)
  if (path === undefined) await host.stdout.write(text)
  await host.stderr.write((await formats.text())(report, style)) // first: a full disk must not hide what was found
  if (path !== undefined) (await import('../report/write.ts')).writeReportFile(path, text)
}

/** Throws a UserError for a format that there is not: before the scan, which may take long. */
export async function checkFormat(options: RawOptions): Promise<void> {
  if (options.reportFormat === undefined) return
  const { formats } = await import('../report/index.ts')
  const name = formatOf(options)
  if (Object.hasOwn(formats, name)) return
  throw new UserError(`unknown report format "${name}"`, `known: ${Object.keys(formats).join(', ')}`)
}

function formatOf(options: RawOptions): string {
  if (options.reportFormat) return options.reportFormat.trim().toLowerCase()
  const extension = /\.(json|csv|sarif|xml|html|md)$/i.exec(options.reportPath ?? '')?.[1]?.toLowerCase()
  return extension === undefined ? 'text' : ({ xml: 'junit', md: 'markdown' }[extension] ?? extension)
}

/** --color > NO_COLOR (not empty) > FORCE_COLOR (0 and false turn it off) > a terminal that is not dumb. */
function wantsColor(options: RawOptions, host: Host): boolean {
  if (options.noColor || options.color === 'never') return false
  if (options.color === 'always') return true
  const { NO_COLOR, FORCE_COLOR, TERM } = host.env
  if (NO_COLOR) return false
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return host.stdout.isTTY && TERM !== 'dumb'
}

function bypassFor(host: Host): string {
  const all = 'git commit --no-verify skips ALL hooks'
  if (host.env.PRE_COMMIT) return `to commit anyway: SKIP=stanch git commit ... (${all})\n`
  return host.env.GIT_INDEX_FILE !== undefined ? `to commit anyway: ${all}\n` : ''
}
