// Owns: what the name of a field says of its value.
// Must not know: the value.

/** What a name promises. `none`: no credential. */
export type NameClass =
  | 'password'
  | 'passphrase'
  | 'secret'
  | 'token'
  | 'apikey'
  | 'key'
  | 'auth'
  | 'credential'
  | 'salt'
  | 'user'
  | 'none'

const WORDS: ReadonlyMap<string, NameClass> = new Map(
  (
    [
      [
        'password',
        'password passwd pass pwd passwort pword psw psswd userpass userpassword dbpassword dbpass dbpasswd dbpwd rootpassword adminpassword passw pswd pasword mypassword keypass storepass sshpass newpassword oldpassword requirepass masterauth pw psk bindpw rootpw userpw adminpw wachtwoord senha contrasena',
      ],
      ['passphrase', 'passphrase passcode pincode'],
      [
        'secret',
        'secret secrets clientsecret appsecret secretkey apisecret sharedsecret secretkeybase consumersecret jwtsecret keysecret',
      ],
      [
        'token',
        'token tokens authtoken accesstoken apitoken refreshtoken bearer jwt accesstokensecret usertoken bottoken pat',
      ],
      [
        'apikey',
        'apikey appkey accesskey authkey licensekey licencekey subscriptionkey servicekey accountkey storagekey',
      ],
      [
        'key',
        'privatekey signingkey encryptionkey cryptkey masterkey secretkeys hmackey sshkey aeskey sessionkey cookiekey',
      ],
      ['salt', 'salt nonce seed pepper'],
      ['auth', 'auth authorization authentication authn basicauth httpauth'],
      ['credential', 'credential credentials cred creds'],
    ] as const
  ).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind] as const)),
)

// In `api_key` or `accessKey` the word before "key" says what it is.
const BEFORE_KEY: ReadonlyMap<string, NameClass> = new Map(
  (
    [
      [
        'apikey',
        'api app access auth license licence subscription service account storage consumer client application maps server developer dev integration project instance write admin ingest instrumentation rapidapi google firebase',
      ],
      ['secret', 'secret'],
      [
        'key',
        'private signing cipher encryption encrypt encrypted crypt crypto master hmac ssh aes des rsa session cookie shared webhook jwt security sign deploy token auth2 host',
      ],
    ] as const
  ).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind] as const)),
)

// The name goes on after the credential word: the value is about a credential, not one.
const ABOUT = new Set(
  'field fields label name names title text hint help url uri path paths file files filename dir directory folder type types kind length len size min max count number num hash hashed digest salt algorithm alg algo regex regexp pattern policy policies placeholder error errors message messages msg input form id ids expires expiry expiration expired ttl lifetime age endpoint required enabled disabled valid invalid validator validation check checker strength reset change changed forgot forgotten recovery update updated show visible hidden hide mask masked prompt question mode method provider providers manager service services handler factory builder class cls style icon button btn link page view template header headers prefix suffix format encoding encoder encode decoder version status state scope scopes claim claims cache store storage bucket ref reference arn column col table index key1 attr attribute attributes param params parameter parameters property option options prop props flag env var variable source src target position pos start end offset line kinds list set map array iterator stream reader parser parse lexer uri urls host port domain realm audience issuer info desc description comment date time timestamp at by for of from to is has not callback cb fn func function event action route router middleware module plugin component screen dialog modal wizard window tab menu item fingerprint thumbprint backend driver engine context config configuration settings setting strategy agent digest rounds iterations cost hasher entropy generator gen generate rotation grace delay timeout interval retries retry attempts limit usage use used character characters char chars match matches mismatch confirmation confirm confirmed repeat again verify verification verified starts ends includes contains split join replace trim'.split(
    ' ',
  ),
)

// The name begins with what makes it a question or an act, or with what makes it public.
const AROUND = new Set(
  'public pub encrypted hashed csrf xsrf publishable is has needs no get fetch find load read parse validate verify check generate create make reset forgot change show hide encode decode hash compare tokenize primary foreign partition sort cache next prev previous continuation page cancel cancellation sync syntax separator delimiter lexer grammar keyword reserved csrfmiddleware'.split(
    ' ',
  ),
)

/** A name, read. */
export interface NameReading {
  readonly kind: NameClass
  /** The name is the credential word and no more. */
  readonly exact: boolean
  /** Something in the name says that the value is no credential: `password_field`, `publicKey`, `getToken`. */
  readonly about: boolean
  /** Number of words in the name. */
  readonly words: number
}

/** Reads a name: `config.dbPassword` -> password. The last credential word counts. */
export function readName(name: string): NameReading {
  const words = wordsOf(name)
  let at = -1
  let kind: NameClass = 'none'
  words.forEach((word, i) => {
    const found = classOf(words, i, word)
    if (found === 'none') return
    kind = found
    at = i
  })
  const about =
    at >= 0 &&
    (words.slice(at + 1).some((word) => ABOUT.has(word)) || words.slice(0, at).some((word) => AROUND.has(word)))
  return { kind, exact: words.length === 1 && at === 0, about, words: words.length }
}

function classOf(words: readonly string[], i: number, word: string): NameClass {
  if (word === 'key' || word === 'keys')
    return BEFORE_KEY.get(words[i - 1] ?? '') ?? (words[0] === 'x' ? 'apikey' : words.length === 1 ? 'key' : 'none')
  if (/^credentials?$/.test(word) && words[i - 1] === 'bind') return 'password'
  if (word === 'salt' && /^(?:auth|in|nonce)$/.test(words[i - 1] ?? '')) return 'key' // WordPress: AUTH_SALT, LOGGED_IN_SALT
  // The salt of a password belongs to its hash and is as public.
  if (word === 'salt' && WORDS.get(words[i - 1] ?? '') === 'password') return 'none'
  const plain = WORDS.get(word) ?? WORDS.get(word.replace(/\d{1,3}$/, ''))
  if (plain) return plain
  return /(?:password|passwd|passwort)$/.test(word)
    ? 'password'
    : /(?:secret|token|apikey)$/.test(word)
      ? 'secret'
      : 'none'
}

/** `dbPassword_2.Value` -> db, password, 2, value. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]{2,})([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]{1,}/)
    .filter((word) => word !== '')
}
