// Owns: what a path says of a file: code, configuration, text for people, a test, a lock file.
// Must not know: what that is worth.

/**
 * `code`: a bare word is an identifier. `config`: a bare word is a value. `shell`: both. `text`: prose. `markup`: tags.
 * `ignored`: values stand there by the thousand and none is written by a person (lock files, maps, translations).
 */
export type FileKind = 'code' | 'config' | 'shell' | 'text' | 'markup' | 'ignored' | 'unknown'

const BY_EXTENSION: ReadonlyMap<string, FileKind> = new Map(
  (
    [
      [
        'code',
        'js mjs cjs jsx ts mts cts tsx py pyw pyx rb erb php phtml inc java kt kts scala groovy gradle go rs c h cc cpp cxx hpp hh m mm swift cs vb fs dart lua pl pm t tcl r jl ex exs erl hrl clj cljs hs ml nim zig d pas sol cls vue svelte coffee sql psql ddl awk cmake v sv as jsp asp aspx cshtml razor ipynb graphql proto el lisp scm ps1x',
      ],
      [
        'config',
        'env ini cfg conf cnf config properties props yaml yml toml json json5 jsonc hjson xml plist tf tfvars hcl tfstate npmrc pypirc netrc wgetrc curlrc lftprc muttrc gemrc s3cfg hosts inventory authinfo msmtprc rc desktop service nix dhall settings credentials reg inf ovpn pgpass my htpasswd prefs',
      ],
      [
        'shell',
        'sh bash zsh ksh fish bat cmd ps1 psm1 dockerfile containerfile mk makefile jenkinsfile vagrantfile profile bashrc zshrc sample dist example template tpl j2 tmpl http',
      ],
      [
        'text',
        'md markdown rst txt adoc asciidoc org tex pod 1 2 3 4 5 6 7 8 man texi texinfo log csv tsv diff patch changelog readme news eml',
      ],
      ['markup', 'html htm xhtml xsl xslt svg css scss sass less styl wsdl xsd'],
      ['ignored', 'lock map po pot mo arb strings resx xlf xliff ts.snap snap sum dic aff dtd ent'],
    ] as const
  ).flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind] as const)),
)

const LOCK =
  /(?:^|[/\\])(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|composer\.lock|Gemfile\.lock|poetry\.lock|Cargo\.lock|go\.sum|[^/\\]{0,100}(?:\.min|[.-]bundle)\.(?:js|css|mjs))$/i
const TRANSLATION =
  /(?:^|[/\\])(?:locales?|i18n|l10n|locali[sz]ations?|lang|langs|languages?|translations?|messages|nls)[/\\][^\n]{1,200}$/i

// Names that are no extension, and may have one: Dockerfile.prod.
const WHOLE = new Set(['dockerfile', 'containerfile', 'makefile', 'jenkinsfile', 'vagrantfile'])

/** The kind of a file by its name. */
export function fileKindOf(path: string): FileKind {
  if (LOCK.test(path) || TRANSLATION.test(path)) return 'ignored'
  const name = (path.split(/[/\\]/).at(-1) ?? '').toLowerCase()
  if (/^\.?env(?:\.|$)/.test(name)) return 'config'
  const dots = name.split('.')
  for (let i = dots.length - 1; i >= 0; i--) {
    const kind = BY_EXTENSION.get(dots[i] as string)
    if (kind && (i > 0 || dots.length === 1 || WHOLE.has(dots[0] as string))) return kind
    if (i < dots.length - 2) break
  }
  return 'unknown'
}

/** True for tests, examples, fixtures and documentation. */
export function isTestPath(path: string): boolean {
  return /(?:^|[/\\_.-])(?:tests?|specs?|__tests__|testing|testdata|fixtures?|mocks?|examples?|samples?|demos?|docs?|e2e|benchmarks?)(?:[/\\_.-]|$)|(?:Test|Spec|Tests|IT)\.[a-z]{1,5}$/i.test(
    path,
  )
}
