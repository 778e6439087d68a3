// Owns: the process: the only file beside bin/ that touches it. Everything else gets a Host.
// Must not know: what the program does with it.

declare const __VERSION__: string

/** A stream that text is written to. `isTTY` and `columns` as Node has them (columns can be 0 in a hook's terminal). */
export interface Output {
  write(text: string): Promise<void>
  readonly isTTY: boolean
  readonly columns: number
}

/** The world as the program sees it. */
export interface Host {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder of the built files: compiled rules, worker. */
  readonly assets: string
  readonly version: string
  readonly stdin: NodeJS.ReadableStream & { isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
  /** Number of the user; undefined where users have none. */
  readonly user: number | undefined
  /** Milliseconds since the epoch. */
  now(): number
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal
  readonly platform: string
  /**
   * Runs a function while the current folder is that of the built files. For a library that reads settings of its own
   * from the current folder, which a scanned repository must not choose.
   */
  neutral<T>(body: () => T): T
}

/** The real thing. `assets` is the folder that holds the built files. */
export function nodeHost(assets: string): Host {
  const abort = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => abort.abort())
  return {
    cwd: process.cwd(),
    env: process.env,
    assets,
    version: __VERSION__,
    get stdin() {
      return process.stdin
    },
    stdout: output(() => process.stdout),
    stderr: output(() => process.stderr),
    user: process.geteuid?.(),
    now: () => Date.now(),
    signal: abort.signal,
    platform: process.platform,
    neutral: (body) => inFolder(assets, body),
  }
}

function inFolder<T>(folder: string, body: () => T): T {
  const before = process.cwd()
  process.chdir(folder)
  try {
    return body()
  } finally {
    process.chdir(before)
  }
}

/** The streams are opened on first use: a clean hook run never needs stdout. A write resolves when it was taken. */
function output(stream: () => NodeJS.WriteStream): Output {
  return {
    write: (text) =>
      new Promise((done, fail) => {
        stream().write(text, (error) => (error ? fail(error) : done()))
      }),
    get isTTY() {
      return stream().isTTY === true
    },
    get columns() {
      return stream().columns ?? 0
    },
  }
}
