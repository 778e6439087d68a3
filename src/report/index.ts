// Owns: the map of report formats.
// Must not know: when they are written.
import type { Report } from '../core/report.ts'
import { renderJson } from './json.ts'
import { renderText, type TextStyle } from './text.ts'

/** Renders a report as one text. */
export type Render = (report: Report, style: TextStyle) => string

/** Every format by name. */
export const formats = {
  text: renderText,
  json: renderJson,
} satisfies Record<string, Render>

/** The name of a format. */
export type FormatName = keyof typeof formats
