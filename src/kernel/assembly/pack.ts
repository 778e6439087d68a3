// Owns: the table of a pack's objects: order, headers, families; see src/git/pack/layout.ts, which has the format.
// Must not know: files, contents.

const BLOB: u32 = 3
const OFS_DELTA: u32 = 6
const REF_DELTA: u32 = 7

const NONE: i32 = -1
/** A base that is known by name only. */
const BY_NAME: i32 = -2

const MOST_HEADER: f64 = 64

/** Makes of offset and number one number each, to sort by. */
export function pair(offsets: usize, count: i32, scale: f64): void {
  for (let i = 0; i < count; i++) store<f64>(f64At(offsets, i), load<f64>(f64At(offsets, i)) * scale + <f64>i)
}

/** And back: offsets, and the numbers at `numbers`. */
export function unpair(offsets: usize, count: i32, scale: f64, numbers: usize): void {
  for (let i = 0; i < count; i++) {
    const both = load<f64>(f64At(offsets, i))
    const offset = Math.floor(both / scale)
    store<f64>(f64At(offsets, i), offset)
    store<i32>(i32At(numbers, i), <i32>(both - offset * scale))
  }
}

/**
 * Reads headers of objects, from number `first` on, as far as they stand in this piece of the pack: `size` bytes at `piece`, of
 * which the first is the pack's byte `from`. Gives the number of the first that does not, or -1 for a bad header.
 */
export function headers(
  piece: usize,
  from: f64,
  size: f64,
  first: i32,
  count: i32,
  offsets: usize,
  header: usize,
  sizes: usize,
  kinds: usize,
  bases: usize,
): i32 {
  for (let i = first; i < count; i++) {
    const offset = load<f64>(f64At(offsets, i))
    const room = min(MOST_HEADER, load<f64>(f64At(offsets, i + 1)) - offset)
    if (offset - from + room > size) return i
    if (room < 1) return NONE
    const start = piece + <usize>(offset - from)
    const end = start + <usize>room
    let p = start
    let byte: u32 = load<u8>(p++)
    const kind = (byte >> 4) & 7
    let bytes: f64 = <f64>(byte & 15)
    for (let scale: f64 = 16; byte & 128; scale *= 128) {
      if (p >= end) return NONE
      byte = load<u8>(p++)
      bytes += <f64>(byte & 127) * scale
    }
    let base = NONE
    if (kind === OFS_DELTA) {
      if (p >= end) return NONE
      byte = load<u8>(p++)
      let back: f64 = <f64>(byte & 127)
      while (byte & 128) {
        if (p >= end) return NONE
        byte = load<u8>(p++)
        back = (back + 1) * 128 + <f64>(byte & 127)
      }
      base = before(offsets, i, offset - back)
    } else if (kind === REF_DELTA) base = BY_NAME
    store<i32>(i32At(bases, i), base)
    store<u8>(kinds + i, kind === OFS_DELTA || kind === REF_DELTA ? 0 : <u8>kind)
    store<u8>(header + i, <u8>(p - start))
    store<f64>(f64At(sizes, i), bytes)
  }
  return count
}

/** The object before number `i` that starts at an offset: nearly always near to it. */
function before(offsets: usize, i: i32, wanted: f64): i32 {
  let step = 1
  while (i - step > 0 && load<f64>(f64At(offsets, i - step)) > wanted) step *= 2
  let low = max(0, i - step)
  let high = i - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const here = load<f64>(f64At(offsets, middle))
    if (here === wanted) return middle
    if (here < wanted) low = middle + 1
    else high = middle - 1
  }
  return NONE
}

/** What an object costs beside its bytes. */
const OVERHEAD: f64 = 1024

/**
 * Orders the objects from bases to deltas, then makes the lists of deltas, the heaviest family last, and hands the kinds down. `order` and
 * `open` have room for as many numbers. Gives how many blobs there are.
 */
export function link(
  count: i32,
  bases: usize,
  sizes: usize,
  weights: usize,
  kinds: usize,
  children: usize,
  siblings: usize,
  order: usize,
  open: usize,
): i32 {
  const bytes = (<usize>count) << 2
  memory.fill(open, 0, bytes)
  memory.fill(children, 0xff, bytes)
  memory.fill(siblings, 0xff, bytes)
  for (let i = 0; i < count; i++) {
    store<f64>(f64At(weights, i), load<f64>(f64At(sizes, i)) + OVERHEAD)
    const base = load<i32>(i32At(bases, i))
    if (base !== NONE) store<i32>(i32At(open, base), load<i32>(i32At(open, base)) + 1)
  }
  let filled = 0
  for (let i = 0; i < count; i++) if (load<i32>(i32At(open, i)) === 0) store<i32>(i32At(order, filled++), i)
  for (let o = 0; o < filled; o++) {
    const i = load<i32>(i32At(order, o))
    const base = load<i32>(i32At(bases, i))
    if (base === NONE) continue
    const weight = load<f64>(f64At(weights, i))
    store<f64>(f64At(weights, base), load<f64>(f64At(weights, base)) + weight)
    const heaviest = load<i32>(i32At(children, base))
    if (heaviest === NONE || weight > load<f64>(f64At(weights, heaviest))) store<i32>(i32At(children, base), i)
    const left = load<i32>(i32At(open, base)) - 1
    store<i32>(i32At(open, base), left)
    if (left === 0) store<i32>(i32At(order, filled++), base)
  }
  const heaviest = open
  memory.copy(heaviest, children, bytes)
  let blobs = 0
  for (let o = filled - 1; o >= 0; o--) {
    const i = load<i32>(i32At(order, o))
    const base = load<i32>(i32At(bases, i))
    if (base !== NONE) {
      store<u8>(kinds + i, load<u8>(kinds + base))
      if (load<i32>(i32At(heaviest, base)) !== i) {
        store<i32>(i32At(siblings, i), load<i32>(i32At(children, base)))
        store<i32>(i32At(children, base), i)
      }
    }
    if (load<u8>(kinds + i) === BLOB) blobs++
  }
  return blobs
}

function f64At(list: usize, i: i32): usize {
  return list + ((<usize>i) << 3)
}

function i32At(list: usize, i: i32): usize {
  return list + ((<usize>i) << 2)
}
