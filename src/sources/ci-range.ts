// Owns: which commits a CI run is about, from the environment that each CI service sets. A table, one entry a service.
// Must not know: git; whether a base is there is the caller's question.
//
// Sources: the services' own lists of predefined variables, and GitHub's webhook payloads for push and pull_request.

type Env = Readonly<Record<string, string | undefined>>

/** What a service says. No base: it is a first push, a schedule, or the service does not tell. */
export interface CiRange {
  readonly service: string
  readonly head: string
  /** Commits whose history was looked at before. Any that git does not have is useless. */
  readonly bases: readonly string[]
  /** Branch that the new commits go to; what it holds was looked at before. */
  readonly target?: string
}

/** One service. `event` is GitHub's event file, parsed. */
interface CiService {
  readonly name: string
  readonly here: (env: Env) => boolean
  readonly range: (env: Env, event: unknown) => Omit<CiRange, 'service'>
}

interface GithubEvent {
  readonly before?: string
  readonly after?: string
  readonly pull_request?: { readonly base?: { readonly sha?: string }; readonly head?: { readonly sha?: string } }
  readonly merge_group?: { readonly base_sha?: string; readonly head_sha?: string }
  readonly repository?: { readonly default_branch?: string }
}

function github(env: Env, event: GithubEvent): Omit<CiRange, 'service'> {
  const { pull_request: pull, merge_group: group } = event
  const target = env.GITHUB_BASE_REF || event.repository?.default_branch
  return {
    head: pull?.head?.sha || group?.head_sha || event.after || env.GITHUB_SHA || 'HEAD',
    bases: known(pull ? pull.base?.sha : group ? group.base_sha : event.before),
    ...(target ? { target } : {}),
  }
}

function gitlab(env: Env): Omit<CiRange, 'service'> {
  const target = env.CI_MERGE_REQUEST_TARGET_BRANCH_NAME || env.CI_DEFAULT_BRANCH
  return {
    head: env.CI_MERGE_REQUEST_SOURCE_BRANCH_SHA || env.CI_COMMIT_SHA || 'HEAD',
    bases: known(env.CI_MERGE_REQUEST_DIFF_BASE_SHA || env.CI_COMMIT_BEFORE_SHA),
    ...(target ? { target } : {}),
  }
}

/** Every service, the more particular first. */
const SERVICES: readonly CiService[] = [
  {
    name: 'GitHub Actions',
    here: (e) => e.GITHUB_ACTIONS === 'true',
    range: (e, event) => github(e, event as GithubEvent),
  },
  { name: 'GitLab CI', here: (e) => e.GITLAB_CI === 'true', range: gitlab },
  {
    name: 'Bitbucket Pipelines',
    here: (e) => e.BITBUCKET_BUILD_NUMBER !== undefined,
    range: (e) => ({
      head: e.BITBUCKET_COMMIT || 'HEAD',
      bases: known(e.BITBUCKET_PR_DESTINATION_COMMIT),
      ...branch(e.BITBUCKET_PR_DESTINATION_BRANCH),
    }),
  },
  {
    name: 'Azure Pipelines',
    here: (e) => e.TF_BUILD !== undefined,
    range: (e) => ({
      head: e.SYSTEM_PULLREQUEST_SOURCECOMMITID || e.BUILD_SOURCEVERSION || 'HEAD',
      bases: [],
      ...branch(e.SYSTEM_PULLREQUEST_TARGETBRANCH?.replace(/^refs\/heads\//, '')),
    }),
  },
  {
    name: 'CircleCI',
    here: (e) => e.CIRCLECI === 'true',
    range: (e) => ({ head: e.CIRCLE_SHA1 || 'HEAD', bases: [] }),
  },
  {
    name: 'Jenkins',
    here: (e) => e.JENKINS_URL !== undefined,
    range: (e) => ({
      head: e.GIT_COMMIT || 'HEAD',
      bases: e.CHANGE_TARGET ? [] : known(e.GIT_PREVIOUS_SUCCESSFUL_COMMIT || e.GIT_PREVIOUS_COMMIT),
      ...branch(e.CHANGE_TARGET),
    }),
  },
]

/** What the environment says; undefined when it is of no known service. */
export function ciRange(env: Env, event: unknown): CiRange | undefined {
  const service = SERVICES.find((s) => s.here(env))
  return service && { service: service.name, ...service.range(env, event ?? {}) }
}

/** Zeros stand for "there was nothing before". */
function known(oid: string | undefined): string[] {
  return oid && !/^0+$/.test(oid) ? [oid] : []
}

function branch(name: string | undefined): { target?: string } {
  return name ? { target: name } : {}
}
