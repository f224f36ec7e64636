import { beforeEach, describe, expect, it } from 'vitest'
import { ServerClock } from '../../src/clock/server-clock.ts'

const TRUE_MS = Date.parse('2026-11-23T08:00:00.000Z')

describe('the server’s clock as the page knows it', () => {
  // A phone that is three hours late.
  let device: { wall: number; monotonic: number }
  let clock: ServerClock
  const pass = (ms: number) => {
    device.wall += ms
    device.monotonic += ms
  }
  /** An answer that took `tripMs` and was made at the true time in the middle of it. */
  const hear = (trueMs: number, tripMs: number) => {
    const started = clock.startMs()
    pass(tripMs)
    clock.observe(new Date(trueMs + tripMs / 2).toISOString(), started)
  }

  beforeEach(() => {
    device = { wall: TRUE_MS - 3 * 3_600_000, monotonic: 5_000 }
    clock = new ServerClock({ wallMs: () => device.wall, monotonicMs: () => device.monotonic })
  })

  it('is right on a phone whose clock is wrong', () => {
    hear(TRUE_MS, 200)
    expect(clock.nowMs()).toBe(TRUE_MS + 200)
    pass(60_000)
    expect(clock.nowMs()).toBe(TRUE_MS + 60_200)
  })

  it('goes on with the sleep of a phone whose monotonic clock stands still', () => {
    hear(TRUE_MS, 200)
    device.wall += 600_000
    expect(clock.nowMs()).toBe(TRUE_MS + 600_200)
  })

  it('never lets a code live longer because someone set the clock back', () => {
    hear(TRUE_MS, 200)
    pass(30_000)
    device.wall -= 86_400_000
    expect(clock.nowMs()).toBe(TRUE_MS + 30_200)
  })

  it('prefers the quick answer to the slow one', () => {
    hear(TRUE_MS, 20)
    const started = clock.startMs()
    pass(4_000)
    // All of the four seconds were the way back: half a round trip would be two seconds off.
    clock.observe(new Date(TRUE_MS + 20).toISOString(), started)
    expect(clock.nowMs()).toBe(TRUE_MS + 4_020)
  })

  it('takes a slow answer where the last quick one is long ago', () => {
    hear(TRUE_MS, 20)
    pass(2 * 3_600_000)
    hear(TRUE_MS + 7_300_000, 4_000)
    expect(clock.nowMs()).toBe(TRUE_MS + 7_304_000)
  })
})
