// What counts as a live value, and what is a word, a placeholder or public.
import { describe, expect, test } from 'vitest'
import { looksLive } from '../../src/core/live-value.ts'
import { characters } from '../tokens.ts'

const random = (n: number) => `${characters(n - 2, n)}4x`

describe('does not count', () => {
  test.each([
    ['DB_PASSWORD', 'postgres'],
    ['DB_PASSWORD', 'my-db-password'],
    ['API_KEY', 'your-api-key-here'],
    ['API_KEY', '<key>'],
    ['API_KEY', `\${KEY}`],
    ['JWT_SECRET', 'supersecret'],
    ['JWT_SECRET', 'createTestContextOnly'],
    ['AWS_REGION', 'us-east-1'],
    ['API_KEY', 'xxxxxxxxxxxxxxxx'],
    ['BASE_URL', 'https://api.example.com/v1/users?page=2'],
    ['DATABASE_URL', 'postgres://postgres:postgres@localhost:5432/app'],
    ['KEY_PATH', './keys/private.pem'],
    ['ADMIN_EMAIL', 'admin@company.com'],
    ['BUILD_ID', '20260131'],
    ['TRACE', 'deadbeef'],
    ['SIGNING_SALT', 'v0.0.0-20190911213507-cf3cf6ca4d3b'],
    ['ACCESS_KEY', `sha256-${random(43)}=`],
    ['CLIENT_ID', '0b5f1f7e-6a0c-4f0e-9d0d-3a5a1c2b3d4e'],
  ])('%s=%s', (name, value) => expect(looksLive(name, value, 8)).toBe(false))
})

describe('counts', () => {
  test.each([
    ['STRIPE_KEY', random(24)],
    ['DB_PASSWORD', `${random(6)}!z9Q`],
    ['ANYTHING', `${characters(10, 3)}1a2b3c${characters(10, 4)}`],
    ['DATABASE_URL', `postgres://app:${random(14)}@db.internal/app`],
    ['API_TOKEN', ['0b5f1f7e', '6a0c', '4f0e', '9d0d', '3a5a1c2b3d4e'].join('-')],
  ])('%s', (name, value) => expect(looksLive(name, value, 8)).toBe(true))
})
