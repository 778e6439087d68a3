// Owns: the exports of a CommonJS package that was imported late: Node gives them by name, a bundle as `default` only.
// Must not know: any package.

/** The package's exports, wherever they stand. */
export function loaded<T extends object>(module: T): T {
  return (module as { readonly default?: T }).default ?? module
}
