// Owns: what a value is by its shape: a template, a call, a name, a placeholder, a hash ... or perhaps a secret.
// Must not know: the field's name, the file.
import { rarity } from '../rarity.ts'

/** A value that is no secret whatever stands around it, or undefined. */
export function plainlyNot(value: string): string | undefined {
  for (const [what, test] of PLAIN) if (test(value)) return what
  return undefined
}

const NOTHING = new Set(
  'null nil none undefined true false yes no on off nan void empty string str text number int integer bool boolean bytes byte object array any unknown never self this required optional password passwd secret token default auto inherit prompt ask disabled enabled hidden public private protected static const readonly basic bearer digest oauth oauth2 jwt'.split(
    ' ',
  ),
)

const PLAIN: readonly (readonly [string, (value: string) => boolean])[] = [
  ['sentence', isSentence],
  ['pattern', (v) => /^\/.{1,200}\/[gimsux]{0,4}$/.test(v) || /^([*_~|]{1,3})[^*_~|]{1,60}\1$/.test(v)],
  ['empty', (v) => v.trim().length < 3],
  ['keyword', (v) => NOTHING.has(v.toLowerCase())],
  ['template', isTemplate],
  ['placeholder', isPlaceholder],
  [
    'path',
    (v) =>
      /^(?:\.{0,2}[\\/]|~\/|[A-Za-z]:[\\/])[\w. @~+%*?\\/-]{0,300}$/.test(v) &&
      /[\\/]/.test(v) &&
      !/^\/[A-Za-z0-9+/]{30,}={0,2}$/.test(v),
  ],
  [
    'file name',
    (v) =>
      /^[\w.@ /\\-]{1,200}\.(?:pem|key|crt|cer|p12|pfx|jks|json|ya?ml|txt|conf|cfg|ini|properties|xml|html?|php|py|js|ts|rb|go|java|sh|env|md|png|svg|css|pub|gpg|asc|db|log|exe|dll|so|jar|kdbx?|keytab|cpp|cs|h|c|vue|tsx|jsx|php5|tpl)$/i.test(
        v,
      ),
  ],
  ['source', (v) => /^(?:file|env|fd|stdin):/.test(v)],
  ['URL', (v) => /^[a-z][a-z0-9+.-]{1,20}:\/\/[^@]{0,500}$/i.test(v) || /^(?:www\.|mailto:|urn:|data:)/i.test(v)],
  ['address', (v) => /^[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}$/.test(v)],
  ['colour or share', (v) => /^(?:#[0-9a-f]{3,8}|\d{1,3}(?:\.\d{1,6})?%)$/i.test(v)],
  ['version or date', (v) => /^[v^~]?\d{1,4}(?:[.\-/:]\d{1,4}){1,4}(?:[ T]\d.*)?$/.test(v)],
  ['algorithm', (v) => ALGORITHM.test(v) || /^(?:[a-z]{2,8}v|http|tls|ssl)\d{1,3}$/.test(v)],
  ['region of a cloud', (v) => /^[a-z]{2}(?:-gov)?-(?:north|south|east|west|central)[a-z]{0,5}-\d[a-z]?$/.test(v)],
  ['pattern of paths', (v) => /^[\w./@-]{1,80}\/\*{1,2}$/.test(v)],
  ['code of an error', (v) => /^[A-Z]{1,6}(?:-[A-Z]{1,8}){0,2}-\d{1,5}$/.test(v)],
  ['migration', (v) => /^\d{4}_[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/.test(v)], // of a database: 0017_app_audience
  ['MIME type', (v) => /^(?:application|text|image|audio|video|multipart)\/[\w.+-]{1,80}$/.test(v)],
  [
    'hash',
    (v) =>
      /^(?:\{(?:ssha|sha|md5|crypt|ssha256|ssha512|pbkdf2)\}|\$(?:1|2[abxy]?|5|6|y|apr1|argon2(?:id?|d)|pbkdf2[\w-]{0,20}|scrypt|P|H)\$|pbkdf2_sha|scrypt:|(?:hmac)?sha[12](?:\+\d{3})?:|(?:sha(?:1|256|384|512)|md5)[:$-]|argon2|bcrypt)/i.test(
        v,
      ),
  ],
  [
    'encrypted',
    (v) =>
      /^(?:ENC\[|ENC\(|\{cipher\}|vault:|enc:|age1|AgA[A-Za-z0-9+/]|\$ANSIBLE_VAULT|!vault|sops:|kms:|secretref:|op:\/\/|ssm:|arn:|projects\/)/.test(
        v,
      ),
  ],
  ['public key', (v) => /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2|-----BEGIN (?:PUBLIC|CERTIFICATE))/.test(v)],
  [
    'code',
    (v) =>
      /^(?:new |function\b|async |await |return |typeof |\(\)|=>|lambda\b|import |require\(|process\.env|os\.environ|System\.|self\.|this\.|@[A-Za-z(]|&[a-z]|\*[a-z]|\[\]|#\{|<%|\$\()/.test(
        v,
      ) ||
      /^(?:-{1,2}[a-z][\w-]{0,20} |sudo |(?:\+|334) [A-Za-z0-9+/]{4,40}={0,2}$)/.test(v) ||
      /^ ?[+.&,] .{0,100} [+.&,] ?$/.test(v) ||
      /(?:\(\)|\(\w{0,30}\)|\[\w{0,30}\])$/.test(v) ||
      /[a-z_]\w{0,40}\([^)]{0,100}$|=>|::|->|===|&&|\|\||\\u[0-9a-f]{4}.{0,20}\\u/.test(v),
  ],
]

const ALGORITHM =
  /^(?:(?:hmac|rsa|ec|aes|des|3des|sha|md|hs|rs|es|ps|ecdsa|ed|x|pbkdf|bcrypt|argon|scrypt|camellia|chacha|secp|prime|curve|blowfish|rc|gcm|cbc|p)[-_]?\d{1,5}(?:[-_/]\w{1,20}){0,4}|ssh-\w{2,10}|ed25519|x25519|bcrypt|argon2\w{0,2}|plain(?:text)?(?:-md5)?|rfc\d{3,5}|utf-?8|utf-?16(?:le|be)?|ucs-?2|binary|base64|hex|ascii|latin-?1|json)$/i

/** Words of any language: three and more without a digit, or two and a full stop. */
function isSentence(value: string): boolean {
  if (/\d/.test(value) || !/\S\s/.test(value.trim())) return false
  const words = value.trim().split(/\s{1,}/)
  const plain = words.every((word) => /^[\p{L}\p{M}'’(-]{1,40}[.,:;!?…)]{0,3}$/u.test(word))
  return plain && (words.length > 2 || /[.:!?…]$/.test(value.trim()))
}

/** Filled in later by a program: `${VAR}`, `{{ x }}`, `<token>`, `%s`, `$(cmd)`, `[secret]`. */
function isTemplate(value: string): boolean {
  return (
    /\$\{|<<\{|\{\{|\}\}|#\{|<%|%>|\$\(|\{%|\$\[\[|%\([\w.]{1,40}\)s|%\{|\$\{?[A-Z_]{3,40}\}?(?:$|\W)|\{[\w.:$!-]{0,60}\}|\$env:|@@\w{2,}|__[A-Z][A-Z0-9_]{2,40}__/i.test(
      value,
    ) ||
    /^(?:<[^<>]{1,80}>|\[[\w .|-]{1,80}\]|%[\w%-]{1,40}%|(?:\$[A-Za-z_][\w.>-]{0,60}){1,4}|%[a-z]|@[\w.]{1,60}@|:[a-z_]\w{2,40}|\{[^{}]{0,80}\}|\([^()]{0,80}\)|\.{2,}.{0,3}|…|\|[->]?|>-?|&\w{1,40}|\*\w{1,40}|!\w.{0,60})$/.test(
      value,
    ) ||
    /&(?:[a-z]{2,8}|#\d{2,5});/.test(value) ||
    /(?:^|[^%])%[sdvq](?:$|\W)|' ?\+|" ?\+|\+ ?['"]|' ?\. ?\$|" ?\. ?\$|"\s?&\s?\w|\\\(/.test(value)
  )
}

// Words by which people say that the real value goes here.
const PLACEHOLDER =
  /change[-_ ]?(?:me|this|it)|replace[-_ ]?(?:me|this|with)?|your[-_ ]?\w|\byour\b|(?:^|[-_ .])my[-_ ]?(?:pass|secret|token|key|api)|\benter\b|insert|place[-_]?holder|example|sample|dummy|(?:^|[^a-z])fake|mock|redacted|masked|removed|censored|hidden|omitted|to[-_ ]?do\b|fix[-_ ]?me|tbd\b|lorem|ipsum|foo[-_]?bar|(?:^|\W)foo(?:\W|$)|(?:^|\W)ba[rz](?:\W|$)|x{3,}|\*{3,}|\.{3,}|#{3,}|-{4,}|_{4,}|\?{3,}|•{2,}|0{6,}|(?:^|\W)n\/a(?:\W|$)|none\b|some[-_ ]?(?:pass|secret|token|key|value|thing|random|long|string|api|auth|id)|(?:put|set|type|paste|add|fill|use|generate)[-_ ]?(?:your|a|the|in|it|here|this|me|some)(?:[-_ ]|here|$)|here\b|(?:my|the|a|an|some|test|your|user|client|api|access|auth|secret|app)[-_]?(?:super[-_]?)?(?:secret|password|passwd|token|api[-_]?key|key)(?:[-_]?\d{0,4})?$|not[-_ ]?(?:a[-_ ]?)?(?:real|secret|used|important|set|needed)|(?:super|very|top|so|really)[-_ ]?(?:long[-_ ]?)?(?:secret|secure|private)|(?:invalid|wrong|bad|incorrect|expired|unknown|missing|correct|valid|good|right|old|new|another|other|different|original|current|initial|temp|temporary|plain|raw|hashed|encrypted|encoded|decoded|default|fallback|blank|empty|long|short|random|strong|weak|secure|simple|basic|given|existing|no)[-_ ]?(?:pass|passwd|pwd|password|secret|token|key|api|auth|cred|credential|value)s?/i

const KEYBOARD = [
  '0123456789',
  '9876543210',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1234567890',
]

/** Says that the value is still to come, or is one that nobody guards. */
export function isPlaceholder(value: string): boolean {
  const low = value.toLowerCase()
  if (PLACEHOLDER.test(low) || /^p[@a4][s$5]{2}w[o0]rd[\d!@#$.]{0,5}$/.test(low)) return true
  const bare = low.replace(/[^a-z0-9]/g, '')
  if (bare.length < 2 || new Set(bare).size <= 2) return true
  if (/^(.{1,4})\1{2,}.{0,3}$/.test(low)) return true
  return runs(bare) >= Math.max(4, bare.length * 0.8)
}

/** Length of the part that runs along the keyboard or the alphabet. */
function runs(text: string): number {
  let covered = 0
  for (let i = 0; i < text.length; ) {
    let best = 0
    for (const row of KEYBOARD) {
      let n = 0
      const at = row.indexOf(text[i] as string)
      while (at >= 0 && i + n < text.length && row[at + n] === text[i + n]) n++
      best = Math.max(best, n)
    }
    if (best >= 3) covered += best
    i += Math.max(1, best)
  }
  return covered
}

/** Words that stand in half of all test suites. They may be somebody's password; as a finding they are noise. */
export const WEAK = new Set(
  'admin administrator root guest user username test tests tester testing demo login hello world welcome letmein qwerty abc abcd abc123 1234 12345 123456 1234567 12345678 123456789 pass passw password passwort password1 password123 pass1234 pass123 secret secrets secret1 secret123 token tokens key keys foo bar baz foobar hunter2 passphrase opensesame sesame swordfish trustno1 p@ssw0rd p@ssword pa$$word passw0rd postgres mysql redis rabbit rabbitmq mongo oracle sa default master public private anonymous changeit tomcat manager s3cr3t s3cret sekret sekrit shhh shh topsecret correct wrong geheim monkey dragon alice bob carol joe john jane mary tiger scott mypass mypassword mysecret mytoken mykey usertest testuser testpass testpassword testsecret testtoken testkey test123 test1234 admin123 root123 user123 pass1 pass2 password2 1111 0000 asdf asdfasdf qwer qwerasdf zxcv iloveyou keyboard cat keyboardcat'.split(
    ' ',
  ),
)

/** Letters and digits, or letters that nobody wrote: what stands beside a user's name is often an ordinary word. */
export function hasLettersAndDigits(value: string): boolean {
  if (value.length < 6 || /\s/.test(value) || !/[A-Za-z]/.test(value)) return false
  return /\d/.test(value) || (value.length >= 8 && /[a-z]/.test(value) && /[A-Z]/.test(value) && rarity(value) > 0.5)
}
