// Owns: the map of report formats. A format is loaded when it is asked for.
// Must not know: when they are written.
import type { Report } from '../core/report.ts'
import type { TextStyle } from './style.ts'

/** Renders a report as one text. Pure: what it may show is in the report. */
export type Render = (report: Report, style: TextStyle) => string

/** Every format by name. */
export const formats = {
  text: async () => (await import('./text.ts')).renderText,
  json: async () => (await import('./json.ts')).renderJson,
  sarif: async () => (await import('./sarif.ts')).renderSarif,
  junit: async () => (await import('./junit.ts')).renderJunit,
  csv: async () => (await import('./csv.ts')).renderCsv,
  gitlab: async () => (await import('./gitlab.ts')).renderGitlab,
  github: async () => (await import('./github.ts')).renderGithub,
  markdown: async () => (await import('./markdown.ts')).renderMarkdown,
  html: async () => (await import('./html.ts')).renderHtml,
} satisfies Record<string, () => Promise<Render>>

/** The name of a format. */
export type FormatName = keyof typeof formats
