// Owns: the type of unbzip2-stream, which brings none.
// Must not know: anything else.
declare module 'unbzip2-stream' {
  /** A stream in the old style: bzip2 in, bytes out. */
  function unbzip2(): NodeJS.ReadWriteStream
  export = unbzip2
}
