// Owns: the types of the parts of unbzip2-stream that are used; it brings none.
// Must not know: who uses them.
declare module 'unbzip2-stream/lib/bit_iterator.js' {
  /** Reads bits of the buffers that it is given: a number of them, or with null on to the next whole byte. */
  type Bits = ((count: number | null) => number) & { readonly bytesRead: number }
  function bitIterator(nextBuffer: () => Uint8Array): Bits
  export = bitIterator
}

declare module 'unbzip2-stream/lib/bzip2.js' {
  const bzip2: {
    /** The size of blocks, in 100,000 bytes. */
    header(bits: (count: number) => number): number
    /** One block, byte by byte; gives the checksum so far, null at the end of a stream. */
    decompress(
      bits: (count: number) => number,
      onByte: (byte: number) => void,
      buffer: Int32Array,
      size: number,
      checksum: number,
    ): number | null
  }
  export = bzip2
}
