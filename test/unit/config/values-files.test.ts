// Which file names hold values of one machine, and which are templates.
import { describe, expect, it } from 'vitest'
import { isTemplate, isValuesFile } from '../../../src/config/values-files.ts'

describe('file names', () => {
  it.each([
    ...['.env', '.ENV', '.env.local', '.env.production', '.envrc', '.dev.vars', '.flaskenv', '.npmrc', 'prod.env'],
    ...['prod.env.local', '.secret', '.secrets', '.secrets.json', 'secret.yaml', 'secrets.yml', 'secrets.toml'],
    ...['secrets.properties', 'secrets.env', 'app.local.json', 'app.local.yaml', 'local.properties'],
    ...['local.settings.json', 'credentials.json', 'credentials.yaml'],
  ])('%s holds values', (name) => {
    expect(isValuesFile(name)).toBe(true)
    expect(isTemplate(name)).toBe(false)
  })

  it.each([
    ...['.envoy', 'environment.ts', 'env', '.gitignore', 'secrets.md', 'secrets', '.local.json', 'local.json'],
    ...['package.json', 'env.d.ts', 'credentials', 'app.local.js', '.env.', 'settings.json', ''],
  ])('%s does not', (name) => expect(isValuesFile(name)).toBe(false))

  it.each([
    '.env.example',
    '.env.sample.local',
    'secrets.template.json',
    '.ENV.DIST',
    'env-sample',
    'app_defaults.toml',
  ])('%s is a template', (name) => {
    expect(isTemplate(name)).toBe(true)
    expect(isValuesFile(name)).toBe(false)
  })

  it.each(['example.js', 'sample.md', 'envexample', '.env'])('%s is none', (name) =>
    expect(isTemplate(name)).toBe(false),
  )
})
