// Owns: what a path says of a private key in it: that it belongs to a test suite and guards nothing.
// Must not know: the key, rules. One sign is not enough: keys that matter lie below test/, too.

const TEST_FOLDER =
  /^(?:[a-z]{1,20}[-_.])?(?:tests?|testing|test[-_]?data|testsuites?|testutils?|fixtures?|__tests__|specs?|e2e|mocks?|examples?|samples?|demos?)(?:[-_.][a-z]{1,20}){0,2}$/i
const TEST_CODE = /(?:^test[-_]|[-_.](?:test|tests|spec)\.)[\w.-]{1,60}$|(?:Test|Tests|Spec)\.[a-z]{1,5}$/
const NAMED_FAKE = /snake-?oil|(?:^|[-_.])(?:dummy|fake)(?:[-_.]|$)/i

// Words of the parts that keys of a test suite play. Not among them: anything that says whose key it is.
const PARTS = new Set(
  'test tests testing dummy fake mock sample example localhost invalid expired revoked rogue evil weak bad cert certs certificate certificates crt ssl tls mtls https pki x509 ca cacert root intermediate client client1 client2 server server1 server2 common peer node key keys keyfile key1 key2 private keystore rsa dsa ec ecdsa ed25519 openssh ssh host pkcs1 pkcs8 pkcs12 pem der sign sign1 sign2 signing encrypt encrypt1 encrypt2 crypto jwt jws jwk saml oauth dkim ocsp crl notary openssl sftp acl'.split(
    ' ',
  ),
)

// ... and words that do say so: such a key may well guard something, wherever it lies.
const OWNED = new Set(
  'deploy prod production live staging release aws gcp azure github gitlab real customer'.split(' '),
)

/**
 * True for a path that names a test suite's key: test code by its file name, a name that says fake, or a folder of tests and a
 * second sign beside it (`tests/certs/server.key`). `test/3f9a.pem` has one sign only.
 */
export function isTestKeyPath(path: string): boolean {
  const parts = path.split(/[/\\!]/)
  const name = parts.at(-1) as string
  if (wordsOf(name).some((word) => OWNED.has(word))) return false
  if (TEST_CODE.test(name) || NAMED_FAKE.test(name)) return true
  const folder = parts.findLastIndex((part, i) => i < parts.length - 1 && TEST_FOLDER.test(part))
  if (folder === -1) return false
  return parts.some((part, i) => i !== folder && wordsOf(i === parts.length - 1 ? stem(part) : part).some(isPart))
}

const isPart = (word: string): boolean => PARTS.has(word)

// `server.key` -> server; `id.pem.ecdsa` -> id, pem, ecdsa.
function stem(name: string): string {
  return name.replace(/\.(?:key|pem|crt|cer|der|p8|pk8|p12|pfx|ppk|jks|txt|json|ya?ml)$/i, '')
}

function wordsOf(part: string): string[] {
  return part
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]{1,}/)
}
