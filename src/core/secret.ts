// Owns: the type of a secret value. It cannot be printed, serialised or logged by accident.
// Must not know: who asks. `reveal` may be called in vault/ only; the architecture test holds that.

/** A value that shows as "[secret]" in templates, JSON and inspection. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  /** The value itself. For vault/ only. */
  reveal(): string {
    return this.#value
  }

  /** Passes the value to a pure function (hashing, comparing) and gives its answer. */
  with<T>(use: (value: string) => T): T {
    return use(this.#value)
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]'
  }
}
