// Owns: the names that a rule's `checks` may hold, so that a rule file can be refused before the engine is loaded.
// Must not know: what a check does (engine/checks, engine/generic). A test holds this list to theirs.

/** Every named check, by the alphabet. */
export const CHECK_NAMES: readonly string[] = [
  'assigned-secret',
  'basic-pair',
  'bech32',
  'confluent-crc32',
  'drawn',
  'example',
  'github-crc32',
  'gitlab-crc32',
  'grafana-crc32',
  'header-secret',
  'jwt',
  'npm-crc32',
  'pair-secret',
  'pem',
  'placed-key',
  'placed-secret',
  'pypi-macaroon',
  'url-key',
  'vercel-crc32',
  'zuplo-crc32',
]
