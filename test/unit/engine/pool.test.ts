import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Pool } from '../../../src/engine/pool.ts'
import type { WorkerData } from '../../../src/engine/protocol.ts'

const WORKERS = join(import.meta.dirname, '..', '..', 'fixtures', 'workers')

async function poolOf(worker: string, threads = 1, patience = 60_000) {
  const notes: string[] = []
  const data = { options: {} } as unknown as WorkerData
  const pool = new Pool({
    file: join(WORKERS, `${worker}.mjs`),
    threads,
    data,
    tell: (note) => void notes.push(note),
    patience,
  })
  onTestFinished(() => pool.close())
  while (pool.alive && !pool.ready) await turn()
  return { pool, notes, ask: (input: string) => pool.run('any', { input, where: input }) }
}

describe('pool', () => {
  it('a worker that exits without a word makes a failure of every job that it held, and the run goes on', async () => {
    const { ask } = await poolOf('silent', 2)
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => ask(`job ${i}`)))
    const held = answers.filter((a) => a !== undefined)
    expect(held.length).toBeGreaterThan(0)
    for (const answer of held) expect(answer).toMatchObject({ ok: false, user: false })
    expect(JSON.stringify(held[0])).toContain('ended with code 0')
  })

  it('a worker that throws says why, and another one takes its place', async () => {
    const { pool, ask } = await poolOf('throws')
    expect(await ask('throw')).toMatchObject({ ok: false, message: expect.stringContaining('out of luck') })
    while (!pool.ready) await turn()
    expect(await ask('after')).toEqual({ ok: true, value: 'after' })
  })

  it('workers are not replaced for ever: then the caller is told to do the work', async () => {
    const { ask } = await poolOf('silent')
    const answers = []
    for (let i = 0; i < 5; i++) answers.push(await ask(`job ${i}`))
    expect(answers.slice(0, 2).every((a) => a?.ok === false)).toBe(true)
    expect(answers.slice(2)).toEqual([undefined, undefined, undefined])
  })

  it('a job that no worker has yet can be taken back, in order, and is answered by who took it', async () => {
    const { pool, ask } = await poolOf('hangs')
    const answers = Array.from({ length: 300 }, (_, i) => ask(`job ${i}`))
    await turn()
    await turn()
    const task = pool.takeBack()
    const held = Number(/\d+/.exec(String(task!.job.input))![0])
    expect(held).toBeGreaterThan(0) // those before are with the worker
    task!.done({ ok: true, value: 'mine' })
    expect(await answers[held]).toEqual({ ok: true, value: 'mine' })
    let last = held
    for (let next = pool.takeBack(); next; next = pool.takeBack()) expect(next.job.input).toBe(`job ${++last}`)
    expect(last).toBe(299)
    expect(pool.backlog).toBe(0)
  })

  it('a worker that never answers is given up', async () => {
    const { ask } = await poolOf('hangs', 1, 50)
    expect(await ask('job')).toMatchObject({ ok: false, message: expect.stringContaining('no answer in') })
  })

  it('a worker that cannot start is said, not replaced, and leaves the work to the caller', async () => {
    const { pool, notes, ask } = await poolOf('broken')
    expect(await ask('job')).toBeUndefined()
    expect(pool.alive).toBe(false)
    expect(notes.join()).toContain('no start')
  })

  it('a missing answer is a failure', async () => {
    const { ask } = await poolOf('short')
    expect(await ask('job')).toMatchObject({ ok: false, message: expect.stringContaining('no answer') })
  })
})
