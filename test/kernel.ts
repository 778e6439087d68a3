// A kernel for tests, with contents and edits in its memory.
import type { Kernel } from '../src/kernel/kernel.ts'

/** A copy of the content in the kernel's memory. */
export function placed(kernel: Kernel, content: Uint8Array): Buffer {
  const at = kernel.memory.put(content)
  return kernel.memory.bytes.subarray(at, at + content.length)
}

/** What a delta did, as the kernel notes it. */
export function editsIn(kernel: Kernel, triples: readonly number[]): { triples: Int32Array; length: number } {
  kernel.makeRoom(triples.length)
  const list = kernel.numbers(kernel.lists.triples, triples.length)
  list.set(triples)
  return { triples: list, length: triples.length }
}
