// Owns: telling a live value from a placeholder, a common word or a public one, by its name and its looks.
// Must not know: where values come from, or what is done about them.

const SECRET_NAME =
  /pass(?!age|ive)|pwd|secret|token|credential|auth(?!or)|(?:^|[^a-z])(?:api|access|private|signing|encrypt\w*|master|session|service|account)_?-?key|(?:^|_)(?:key|pat|dsn|salt|pin|sid|jwt|hmac|seed|mnemonic|webhook)(?:$|_)|key$/i
const PUBLIC_NAME =
  /public|publishable|(?:^|_)(?:host|hostname|port|user|username|name|region|bucket|path|dir|file|email|env|mode|level|version|debug|timeout|ttl|size|count|limit|domain|zone|locale|lang|tz)$/i

const PLACEHOLDER =
  /^$|^[<[{%$].*|.*[>\]}]$|\$\{|\{\{|your[-_ ]?|change[-_ ]?(me|it|this)|^x{3,}|\*{3,}|\.{3}|xxxx|example|placeholder|replace|dummy|fake|sample|redacted|to[-_ ]?do|fill[-_ ]?in|insert|(?:^|[-_ ])(?:test|my|some|not)[-_ ]|^(?:enter|add|put|set|use)[-_ ]|here$|goes[-_]here|123456|abcdef/i

const WORDS = new Set(
  (
    'true false yes no on off null none nil undefined default enabled disabled auto debug info warn warning error trace ' +
    'development production staging testing test local localhost root admin administrator user guest postgres postgresql ' +
    'mysql mariadb redis mongo mongodb rabbitmq elastic elasticsearch password passwort passwd secret token key changeit ' +
    'supersecret topsecret verysecret letmein qwerty qwertyuiop welcome password1 password123 admin123 secret123 ' +
    'passw0rd p@ssw0rd p@ssword minioadmin postgres123 rootpassword mypassword mysecret development-secret dev-secret anonymous'
  ).split(' '),
)

/** Shapes that are public however they are named. */
const PUBLIC_SHAPE: readonly RegExp[] = [
  /^[+-]?[\d.,_:]{1,15}$/, // a number, a time
  /^\d{4}-\d\d-\d\d/, // a date
  /^(\d{1,3}\.){3}\d{1,3}(:\d+)?(\/\d+)?$/, // an address
  /^[\w.+-]+@[\w-]+(\.[\w-]+)+$/, // a mail address
  /^(?:[a-z]+:)?\.{0,2}[/\\](?![^\s]*[+=])[\w.@ \\/-]*$/i, // a path
  /^[a-z][a-z0-9+.-]*:\/\/(?![^\s/]*:[^\s/@]+@)(?!\S*[?&]\w*(?:key|token|sig|secret|pass|code)\w*=)(?!hooks\.)\S*$/i, // a URL without a password
  /^(?=.*[a-z])[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/i, // a host name, a file name
  /^arn:[\w-]+:/,
  /^v?\d+\.\d+\.\d+([-+.][\w.+-]+)?$/, // a version
  /^(?:sha\d{1,3}|md5|h1)[-:]/, // a checksum of a lock file
  /^(ssh-(rsa|ed25519)|ecdsa-sha2-\S+) |^-----(BEGIN (CERTIFICATE|PUBLIC)|END) /,
]

/** Whether a text stands for a value that is to be filled in, or is one that everybody uses. */
export function isPlaceholder(value: string): boolean {
  return new Set(value).size < 4 || WORDS.has(value.toLowerCase()) || PLACEHOLDER.test(value)
}

/**
 * Whether a named value looks live: something that somebody would have to rotate. `least` is the shortest length that
 * counts. A name that speaks of a secret is believed more easily than the looks of a value alone.
 */
export function looksLive(name: string, value: string, least: number): boolean {
  if (value.length < least || value.includes('\n') || isPlaceholder(value)) return false
  if (PUBLIC_SHAPE.some((shape) => shape.test(value))) return false
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return livePassword(value)
  const named = SECRET_NAME.test(name) && !PUBLIC_NAME.test(name)
  if (wordy(value)) return false
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return named
  return named ? mixed(value) >= 2 || value.length >= 16 : value.length >= 20 && mixed(value) >= 2 && random(value)
}

/** How many lines of a longer text it is known by: a pasted key is not to be told of forty times. */
const LINES = 2

/** Of a value of several lines (a key, a document) those that look live, the first two. */
export function liveLines(value: string, least: number): string[] {
  if (PUBLIC_SHAPE.some((shape) => shape.test(value))) return []
  return linesOf(value)
    .filter((line) => looksLive('', line, least))
    .slice(0, LINES)
}

/** Lines without the white space around them. */
export function linesOf(value: string): string[] {
  return value.split(/\r?\n/).map((line) => line.trim())
}

/** A URL counts when its password does. */
function livePassword(url: string): boolean {
  const password = passwordOf(url)
  if (password === undefined) return true // let through above: a key or a token in its query
  return password.length >= 6 && !isPlaceholder(password) && !wordy(password)
}

/** The password in `scheme://user:password@host`. */
export function passwordOf(url: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/]+)@/i.exec(url)?.[1]
}

/** Words and short numbers with signs between them: `us-east-1`, `my_app_dev`, `createTestContext`, `text/plain; v=1`. */
function wordy(value: string): boolean {
  const parts = value.split(/[^A-Za-z0-9]+/).filter(Boolean)
  return parts.every((part) => /^v?\d{1,4}$/.test(part) || looksLikeWords(part))
}

/** One word, or several in camel case, with at most four digits after them. Random letters change case too often. */
function looksLikeWords(part: string): boolean {
  const letters = /^([A-Za-z]+)\d{0,4}$/.exec(part)?.[1]
  if (letters === undefined) return false
  const words = letters.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []
  return letters.length <= 3 || (letters.length / words.length >= 3 && words.every((word) => word.length <= 16))
}

/** How many kinds of characters a value has: lower case, upper case, digits, others. */
function mixed(value: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length
}

/** Digits in between letters, at least four runs: words do not look so. */
function random(value: string): boolean {
  return (value.match(/\d+/g)?.length ?? 0) >= 3 && !/\s/.test(value)
}
