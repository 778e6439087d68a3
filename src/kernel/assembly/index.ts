// Owns: what the kernel can do for those outside.
// Must not know: who they are.
export { apply } from './delta'
export { setSigns } from './encoded'
export { fresh } from './fresh'
export { setKeywords } from './keywords'
export { holds } from './literal'
export { look } from './look'
export { headers, link, pair, unpair } from './pack'
export { setBytes } from './runs'
export { repair } from './utf8'
