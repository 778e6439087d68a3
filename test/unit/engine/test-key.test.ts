// Private keys of test suites: told by the path, with two signs, and never where the name says whose key it is.
import { describe, expect, test } from 'vitest'
import { builtinRules } from '../../../src/config/builtin.ts'
import { expandTemplate } from '../../../src/config/template.ts'
import { isTestKeyPath } from '../../../src/engine/test-key.ts'
import { engineOf, scanText } from '../../engine.ts'
import { RULES } from '../../rule-files.ts'

describe('a path names a key of a test suite', () => {
  test.each([
    'tests/certs/server.key',
    'src/Mime/Tests/_data/encrypt2.key',
    'reg-tests/ssl/client1.pem',
    'sample/sample-keys/ca.key',
    'engine/testdata/key.pem',
    'e2e/tls.tar!tls/key.pem',
    'swarm/ca_test.go',
    'src/main/java/TlsTest.java',
    'debian/ssl-cert-snakeoil.key',
  ])('%s', (path) => expect(isTestKeyPath(path)).toBe(true))

  test.each([
    'deploy/server.key',
    'config/ssl/server.key',
    'test/3f9a.pem',
    'tests/deploy_key',
    'examples/keys/prod.pem',
    'contest/server.key',
    'src/latest/server.key',
    'id_rsa',
  ])('not %s', (path) => expect(isTestKeyPath(path)).toBe(false))
})

test('such a key is reported with low confidence and the reason, any other is certain', async () => {
  const engine = engineOf(builtinRules(RULES).rules)
  await engine.ready()
  const { text } = expandTemplate('{key:PRIVATE KEY}', 'test key')
  const inTests = await scanText(engine, text, 'tests/certs/server.key')
  expect(inTests).toMatchObject([{ ruleId: 'private-key-pkcs8', confidence: 'low', state: 'test key' }])
  expect(await scanText(engine, text, 'deploy/server.key')).toMatchObject([{ confidence: 'certain' }])
})
