// Makes the labelled cases of generic detection from test/fixtures/labelled: places with made-up secrets in them, and
// look-alikes. The same seed gives the same cases. Used by fit-generic.mjs and test/bench/generic.mjs.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './generic-lab.mjs'

const WORDS =
  'sun flower river stone maple winter summer falcon tiger marble copper silver orange banana coffee dragon shadow thunder rocket planet guitar piano castle garden monkey rabbit turtle purple yellow crystal diamond phoenix wizard knight pirate captain cowboy angel butter cookie pepper ginger sugar honey lemon cherry snow storm cloud ocean forest desert valley bridge tower london paris berlin madrid tokyo sydney dallas boston chelsea arsenal jordan michael daniel jessica ashley nicole hannah'.split(
    ' ',
  )
const USERS = [
  'root',
  'admin',
  'app',
  'deploy',
  'svc_web',
  'jenkins',
  'postgres',
  'sa',
  'mailer',
  'backup',
  'dbuser',
  'jdoe',
]
const NAMES = ['orders', 'billing', 'shop', 'users', 'crm', 'wiki', 'metrics', 'app', 'inventory', 'mail']
const IDENTIFIERS = [
  'userPassword',
  'order_items',
  'auth-service',
  'accessTokenValue',
  'session_store',
  'login-form',
  'UserAccount',
  'app.settings',
  'billing-worker',
  'main_window',
  'default-token',
  'refreshHandler',
  'web-tls-cert',
  'currentUser',
]
const HOSTS = [
  'db.internal',
  '10.0.3.17',
  'mail.acme.io',
  'repo.corp.net',
  'localhost',
  'cache-01',
  'api.acme.io',
  '192.168.1.20',
]
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const ALNUM = `0123456789${LOWER}${LOWER.toUpperCase()}`

/** Draws values with a seed. */
function drawer(program, seed) {
  const random = program.randomOf(seed)
  const one = (list) => list[Math.floor(random() * list.length)]
  const text = (alphabet, n) => program.pick(alphabet, n, random)
  const between = (a, b) => a + Math.floor(random() * (b - a + 1))
  return { random, one, text, between }
}

/** Passwords as people write them, and as they look once their letters were exchanged for others. */
function password(d) {
  const { one, text, between, random } = d
  const word = () => one(WORDS)
  const noise = (n) => text(LOWER, n)
  const title = (w) => w[0].toUpperCase() + w.slice(1)
  const tail = () =>
    one([
      text('0123456789', between(1, 4)),
      `${text('0123456789', 2)}${one(['!', '#', '@', '$', '.'])}`,
      one(['!', '#1', '@1', '*']),
    ])
  const family = random()
  if (family < 0.14) return noise(between(6, 11))
  if (family < 0.34) return `${random() < 0.5 ? noise(between(4, 9)) : title(noise(between(4, 9)))}${tail()}`
  if (family < 0.5) return `${random() < 0.5 ? word() : title(word())}${tail()}`
  if (family < 0.56) return `${title(word())}${title(word())}${tail()}`
  if (family < 0.62)
    return (word() + word()).replace(/a/g, '@').replace(/e/g, '3').replace(/o/g, '0').replace(/i/g, '1') + tail()
  if (family < 0.8) return text(ALNUM, between(8, 16))
  if (family < 0.92) return text(`${ALNUM}!@#%^*_-+=.?`, between(8, 20))
  if (family < 0.96) return text(`0123456789${LOWER}`, between(8, 14))
  return `${noise(between(3, 6))}${one(['_', '-', '.', '@'])}${noise(between(3, 6))}${tail()}`
}

/** Keys as machines draw them. */
function key(d) {
  const { one, text, between, random } = d
  const hex = (n) => text('0123456789abcdef', n)
  const family = random()
  if (family < 0.25) return hex(one([32, 32, 40, 64]))
  if (family < 0.5) return text(ALNUM, between(20, 40))
  if (family < 0.62) return text(`${ALNUM}+/`, one([40, 43])) + one(['', '=', '='])
  if (family < 0.72) return text(`${ALNUM}-_`, between(24, 64))
  if (family < 0.8) return text(`0123456789${LOWER}`, between(20, 36))
  if (family < 0.88)
    return `${one(['ak', 'tok', 'svc', 'live', 'k1'])}${one(['_', '-'])}${text(ALNUM, between(18, 32))}`
  if (family < 0.94) return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`
  return text(`${ALNUM}!@#%^*_-+=`, between(30, 50))
}

function blocks(file) {
  const cases = []
  let path = ''
  for (const line of readFileSync(join(root, 'test/fixtures/labelled', file), 'utf8').split('\n')) {
    if (line.startsWith('## ')) path = line.slice(3)
    else if (line.trim() !== '' && !line.startsWith('# ')) cases.push({ path, line })
  }
  return cases
}

const fillWords = (line, d) =>
  line
    .replaceAll('{u}', () => d.one(USERS))
    .replaceAll('{n}', () => d.one(NAMES))
    .replaceAll('{h}', () => d.one(HOSTS))
    .replaceAll('{w}', () => d.one(IDENTIFIERS))
    .replaceAll('⏎', '\n')

/** True positives: each place with `copies` drawn values, some of them below a test folder. */
export function positives(program, copies, set) {
  return blocks('sites.txt').flatMap(({ path, line }, site) =>
    Array.from({ length: copies }, (_, i) => {
      const d = drawer(program, `${set}:${site}:${i}`)
      const what = /<<([PKB])>>/.exec(line)[1]
      const secret =
        what === 'P'
          ? password(d)
          : what === 'K'
            ? key(d)
            : Buffer.from(`${d.one(USERS)}:${password(d)}`).toString('base64')
      const [before, after] = fillWords(line, d).split(/<<[PKB]>>/)
      const folder = d.random() < 0.3 ? d.one(['test/', 'tests/unit/', 'examples/', 'spec/']) : ''
      return {
        label: 'true',
        class: classOf(line, what),
        site,
        path: d.random() < 0.1 ? '' : folder + path,
        text: `${before}${secret}${after}`,
        secret,
      }
    }),
  )
}

function classOf(line, what) {
  if (what === 'B' || /bearer|authorization/i.test(line)) return 'authorization header'
  if (/:\/\/[^\s]{0,20}:<<P>>@/.test(line)) return 'credentials in a URL'
  if (/IDENTIFIED|curl|sshpass|mysql -|docker login|requirepass|masterauth|machine |--/.test(line))
    return 'command or statement'
  return what === 'P' ? 'password field' : 'key or token field'
}

/** Harmless look-alikes and placeholders, each with `copies` of what is drawn in it. */
export function lookAlikes(program, copies, set) {
  return blocks('look-alikes.txt').flatMap(({ path, line }, site) =>
    Array.from({ length: /\{(?:[nwh]|uuid|\w+:\d)/.test(line) ? copies : 1 }, (_, i) => {
      const d = drawer(program, `${set}:look:${site}:${i}`)
      const label = line[0] === 'p' ? 'placeholder' : 'look-alike'
      return {
        label,
        class: label,
        site,
        path,
        text: program.expandTemplate(fillWords(line.slice(2), d), `${set}${site}${i}`).text,
      }
    }),
  )
}
