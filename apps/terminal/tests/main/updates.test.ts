import { describe, expect, it, vi } from 'vitest'
import { type UpdateEngine, Updates } from '../../src/main/updates.ts'

function anEngine(change: Partial<UpdateEngine> = {}) {
  const engine = {
    check: vi.fn<UpdateEngine['check']>(async () => '2.0.0'),
    download: vi.fn<UpdateEngine['download']>(async () => undefined),
    install: vi.fn<UpdateEngine['install']>(),
    ...change,
  }
  return { engine, updates: new Updates(engine) }
}

describe('updates', () => {
  it('are off where nobody has said where they come from, and nothing can be installed', async () => {
    const updates = new Updates(null)
    updates.start()
    await updates.look()
    expect(updates.state).toEqual({ at: 'off' })
    expect(() => updates.install(0)).toThrowError(expect.objectContaining({ code: 'update_refused' }))
  })

  it('are fetched and then wait: they never install by themselves', async () => {
    const { engine, updates } = anEngine()
    updates.start()
    await vi.waitFor(() => expect(updates.state).toEqual({ at: 'ready', version: '2.0.0' }))
    updates.stop()
    expect(engine.install).not.toHaveBeenCalled()
    await updates.look()
    expect(engine.check).toHaveBeenCalledTimes(1)
  })

  it('are refused while a single entry is unsent, and installed once all is sent', async () => {
    const { engine, updates } = anEngine()
    await updates.look()
    expect(() => updates.install(1)).toThrowError(expect.objectContaining({ code: 'update_refused' }))
    expect(engine.install).not.toHaveBeenCalled()
    updates.install(0)
    expect(engine.install).toHaveBeenCalledTimes(1)
  })

  it('cannot be installed before they are whole', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const { engine, updates } = anEngine({ download: () => promise })
    const looking = updates.look()
    await vi.waitFor(() => expect(updates.state).toEqual({ at: 'downloading', version: '2.0.0' }))
    expect(() => updates.install(0)).toThrowError(expect.objectContaining({ code: 'update_refused' }))
    resolve(undefined)
    await looking
    expect(updates.state.at).toBe('ready')
    expect(engine.install).not.toHaveBeenCalled()
  })

  it('that could not be fetched are told of, and looked for again', async () => {
    const said = vi.spyOn(console, 'error').mockReturnValue(undefined)
    const check = vi.fn<UpdateEngine['check']>().mockRejectedValueOnce(new Error('ENOTFOUND')).mockResolvedValueOnce(null)
    const { updates } = anEngine({ check })
    await updates.look()
    expect(updates.state).toEqual({ at: 'failed' })
    expect(said).toHaveBeenCalledTimes(1)
    await updates.look()
    expect(updates.state).toEqual({ at: 'newest' })
    said.mockRestore()
  })
})
