// Owns: talking to HashiCorp Vault and OpenBao: headers, login, namespaces, and what their statuses mean.
// Must not know: what is asked for. https://developer.hashicorp.com/vault/api-docs, https://openbao.org/api-docs/
import { readFileSync } from 'node:fs'
import { messageOf } from '../core/fault.ts'
import type { VaultLogin, VaultTrust } from '../core/vault-settings.ts'
import type { Call } from './contract.ts'
import { VaultError } from './errors.ts'
import { type Ask, Client, clockAhead, jsonOf, type Reply } from './request.ts'

/** A JSON object of an answer. */
export type Json = Readonly<Record<string, unknown>>

const SKEW_MS = 2 * 60_000
/** What a valid token may always ask: tells an expired one from one without rights, whose answers are alike. */
const SELF = 'auth/token/lookup-self'

/** A logged-in client. Logs in on first use. */
export class HashicorpClient {
  readonly #client: Client
  readonly #trust: VaultTrust
  #token: Promise<string> | undefined

  constructor(trust: VaultTrust) {
    this.#trust = trust
    this.#client = new Client(trust)
  }

  get host(): string {
    return this.#client.origin.host
  }

  /** Asks with the token. undefined = not found (or not permitted to know). Throws a VaultError for any other failure. */
  async ask(method: Ask['method'], path: string, call: Call, body?: unknown): Promise<Json | undefined> {
    this.#token ??= this.#login(call)
    const token = await this.#token
    const reply = await this.#send(method, path, call, body, token)
    if (reply.status === 403 && (await this.#send('GET', SELF, call, undefined, token)).status === 403) {
      throw new VaultError('expired token', `the token for ${this.host} is not valid any more`)
    }
    return this.#answer(reply, path, call)
  }

  /** Asks without a token: for health and login. The status is the answer. */
  async open(method: Ask['method'], path: string, call: Call, body?: unknown): Promise<Reply> {
    return this.#send(method, path, call, body, '')
  }

  async #send(method: Ask['method'], path: string, call: Call, body: unknown, token: string): Promise<Reply> {
    const { namespace } = this.#trust
    const headers = {
      'x-vault-request': 'true',
      ...(token ? { 'x-vault-token': token } : {}),
      ...(namespace ? { 'x-vault-namespace': namespace } : {}),
    }
    return this.#client.ask({ method, path: `/v1/${path}`, headers, body }, call)
  }

  #answer(reply: Reply, path: string, call: Call): Json | undefined {
    if (reply.status === 404) return undefined
    if (reply.status < 300) return jsonOf(reply, this.host)
    throw this.#refusal(reply, path, call)
  }

  #refusal(reply: Reply, path: string, call: Call): VaultError {
    const said = errorsOf(reply)
    const { host } = this
    if (reply.status === 503 && /sealed/i.test(said)) return new VaultError('sealed', `the vault at ${host} is sealed`)
    if (reply.status === 503) return new VaultError('unreachable', `the vault at ${host} is out of service (503)`)
    if (reply.status === 429)
      return new VaultError('rate limit', `the vault at ${host} has had too many requests (429)`)
    if (reply.status === 403) return new VaultError('denied', `the vault at ${host} does not permit ${shortPath(path)}`)
    const ahead = clockAhead(reply, call.now())
    if (
      reply.status === 400 &&
      Math.abs(ahead) > SKEW_MS &&
      /before issued|expired|not valid yet|nbf|iat/i.test(said)
    ) {
      const minutes = Math.round(Math.abs(ahead) / 60_000)
      const way = ahead > 0 ? 'ahead of' : 'behind'
      return new VaultError('clock skew', `login failed: this machine's clock is ${minutes} minutes ${way} ${host}`)
    }
    return new VaultError('bad answer', `the vault at ${host} answered ${reply.status} to ${shortPath(path)}`)
  }

  async #login(call: Call): Promise<string> {
    const { login } = this.#trust
    if (login.kind === 'token') return tokenOf(login)
    const path = `auth/${login.mount}/login`
    const reply = await this.open('POST', path, call, loginBody(login))
    if (reply.status === 400 || reply.status === 403) {
      const refused = this.#refusal(reply, path, call)
      if (refused.trouble === 'clock skew' || refused.trouble === 'sealed') throw refused
      throw new VaultError(
        'denied',
        `${this.host} refused the ${login.kind} login`,
        'check the role and its credentials',
      )
    }
    const token = (this.#answer(reply, path, call)?.auth as Json | undefined)?.client_token
    if (typeof token !== 'string') throw new VaultError('bad answer', `${this.host} answered the login without a token`)
    return token
  }

  close(): void {
    this.#client.close()
  }
}

function loginBody(login: Exclude<VaultLogin, { kind: 'token' }>): Json {
  if (login.kind === 'approle') {
    return {
      role_id: login.roleId,
      secret_id: login.secretId || fileText(login.secretIdFile) || missing(login.secretIdFile),
    }
  }
  return { role: login.role, jwt: fileText(login.jwtFile) ?? missing(login.jwtFile) }
}

function tokenOf(login: VaultLogin & { kind: 'token' }): string {
  const token = login.token || fileText(login.file)
  if (!token) throw new VaultError('no token', 'there is no token for the vault')
  // a header must not be broken by a token of several lines
  if (/[^\x21-\x7e]/.test(token))
    throw new VaultError('no token', 'the token for the vault has characters that no token has')
  return token
}

function missing(path: string): never {
  throw new VaultError('no token', `there is no service token at ${path}`, 'check the login settings')
}

function fileText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new VaultError('no token', `${path} cannot be read: ${messageOf(error)}`, 'check its owner and mode')
  }
}

function errorsOf(reply: Reply): string {
  try {
    const { errors } = JSON.parse(reply.body.toString()) as { errors?: unknown }
    return Array.isArray(errors) ? errors.join('; ') : ''
  } catch {
    return '' // not the vault's own answer: the status speaks
  }
}

/** A path for a message: without a query. */
function shortPath(path: string): string {
  return path.replace(/\?.*/, '')
}
