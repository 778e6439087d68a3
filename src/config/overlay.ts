// Owns: --overlay FILE: other files, or none, stand in for files of the tree. The format is that of Go's -overlay.
// Must not know: who reads.
//
//   {"Replace": {"src/app.ts": "/tmp/buffer-17", "gone.ts": ""}}
import { readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { messageOf, UserError } from '../core/fault.ts'
import { jsonErrorLine } from '../core/json-line.ts'
import { diskView, type FileView } from './settings-find.ts'

/** The disk with an overlay on it. Paths in the file are relative to `cwd`. Throws a UserError when it cannot be read. */
export function overlayView(
  file: string,
  cwd: string,
): FileView & { readonly replacements: ReadonlyMap<string, string> } {
  const replacements = readOverlay(file, cwd)
  const added = new Map<string, string[]>()
  for (const [path, by] of replacements) {
    if (by !== '') added.set(dirname(path), [...(added.get(dirname(path)) ?? []), basename(path)])
  }
  return {
    replacements,
    replaced: (path) => replacements.has(path),
    read: (path) => {
      const by = replacements.get(path)
      if (by === undefined) return diskView.read(path)
      return by === '' ? undefined : readReplacement(path, by)
    },
    names: (folder) => {
      const names = new Set([...diskView.names(folder), ...(added.get(folder) ?? [])])
      return [...names].filter((name) => replacements.get(resolve(folder, name)) !== '')
    },
  }
}

function readReplacement(path: string, by: string): Buffer {
  const bytes = diskView.read(by)
  if (bytes === undefined) throw new UserError(`the overlay replaces ${path} by ${by}, which does not exist`)
  return bytes
}

const EXAMPLE = 'it looks like: {"Replace": {"file": "other", "gone": ""}}'

function readOverlay(file: string, cwd: string): Map<string, string> {
  const table = parsed(file)
  const replace = (table as { Replace?: unknown } | null)?.Replace
  if (typeof replace !== 'object' || replace === null || Array.isArray(replace)) {
    throw new UserError(`overlay ${file} has no table "Replace"`, EXAMPLE)
  }
  const replacements = new Map<string, string>()
  for (const [path, by] of Object.entries(replace)) {
    if (typeof by !== 'string') throw new UserError(`overlay ${file}: ${path} is replaced by no path`)
    const full = resolve(cwd, path)
    if (replacements.has(full)) throw new UserError(`overlay ${file} replaces ${path} twice`)
    replacements.set(full, by === '' ? '' : resolve(cwd, by))
  }
  return replacements
}

function parsed(file: string): unknown {
  const text = textOf(file)
  try {
    return JSON.parse(text)
  } catch {
    throw new UserError(`overlay ${file}:${jsonErrorLine(text)} cannot be read: it is no JSON`, EXAMPLE)
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UserError(`overlay ${file} cannot be read: ${messageOf(error)}`)
  }
}
