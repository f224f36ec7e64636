import { describe, expect, test } from 'vitest'
import { DeviceClock, type SavedContact } from '../../../src/renderer/log/clock.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-11-23T09:00:00.000Z')
const iso = (ms: number) => new Date(ms).toISOString()

/** The device's two clocks, to be set by hand. */
class FakeTime {
  wall = START
  monotonic = 500
  wallMs = () => this.wall
  monotonicMs = () => this.monotonic

  pass(ms: number): void {
    this.wall += ms
    this.monotonic += ms
  }
}

function aClock({ saved = null, known = 0 }: { saved?: SavedContact | null; known?: number } = {}) {
  const time = new FakeTime()
  return { time, clock: new DeviceClock('boot', saved, known, time) }
}

/** An answer that took `roundTripMs`, from a server whose clock is `aheadMs` ahead. */
function contact({ time, clock }: { time: FakeTime; clock: DeviceClock }, aheadMs: number, roundTripMs = 100): SavedContact {
  const sentMs = time.monotonic
  time.pass(roundTripMs / 2)
  const serverTime = iso(time.wall + aheadMs)
  time.pass(roundTripMs / 2)
  return clock.contact(serverTime, { sentMs, receivedMs: time.monotonic })
}

describe('the offset', () => {
  test('is unknown before the first contact', () => {
    const { clock } = aClock()
    expect(clock.now()).toBe(iso(START))
    expect(clock.entryClock()).toEqual({ device: iso(START), offsetMs: null, offsetAgeS: null, boot: 'boot' })
  })

  test('is measured in the middle of the round trip', () => {
    const device = aClock()
    contact(device, 90_000, 400)
    expect(device.clock.entryClock().offsetMs).toBe(90_000)
    expect(device.clock.nowMs()).toBe(device.time.wall + 90_000)
    expect(device.clock.state()).toMatchObject({ warn: true, roundTripMs: 400 })
  })

  test('does not warn at 30 s and does above', () => {
    const device = aClock()
    contact(device, 30_000)
    expect(device.clock.state().warn).toBe(false)
    contact(device, -30_001)
    expect(device.clock.state().warn).toBe(true)
  })

  test('is kept when a slow call agrees with it, and replaced when it does not', () => {
    const device = aClock()
    contact(device, 1000)
    const sentMs = device.time.monotonic
    device.time.pass(4000)
    // The server answered at the end of a long wait, so the middle of it is wrong by almost 2 s.
    device.clock.contact(iso(device.time.wall + 1000), { sentMs, receivedMs: device.time.monotonic })
    expect(device.clock.entryClock().offsetMs).toBe(1000)
    contact(device, 60_000, 4000)
    expect(device.clock.entryClock().offsetMs).toBe(60_000)
  })

  test('ages by the clock that cannot be set', () => {
    const device = aClock()
    contact(device, 0)
    device.time.pass(90_500)
    expect(device.clock.contactAgeS()).toBe(90)
    device.time.wall -= 2 * HOUR
    expect(device.clock.contactAgeS()).toBe(90)
  })

  test('ages by the wall clock across a restart and while the machine sleeps', () => {
    const saved = { offsetMs: 5000, wallMs: START - 2 * HOUR }
    const device = aClock({ saved })
    expect(device.clock.contactAgeS()).toBe(7200)
    expect(device.clock.entryClock().offsetMs).toBe(5000)
    contact(device, 0)
    device.time.wall += HOUR
    expect(device.clock.contactAgeS()).toBe(3600)
  })
})

describe('a clock that goes backwards', () => {
  test('is noticed while running; time does not follow it, and the next contact mends it', () => {
    const device = aClock()
    contact(device, 0)
    const before = device.clock.nowMs()
    device.time.pass(1000)
    device.time.wall -= HOUR
    expect(device.clock.wentBackwards).toBe(true)
    expect(device.clock.nowMs()).toBe(before + 1000)
    device.time.pass(1000)
    expect(device.clock.nowMs()).toBe(before + 2000)
    contact(device, HOUR)
    expect(device.clock.wentBackwards).toBe(false)
    expect(device.clock.nowMs()).toBe(device.time.wall + HOUR)
  })

  test('is noticed at the start, against the last time on record', () => {
    const { clock } = aClock({ known: START + HOUR })
    expect(clock.wentBackwards).toBe(true)
    expect(clock.nowMs()).toBe(START + HOUR)
  })

  test('and is put right by hand stops nobody', () => {
    const device = aClock()
    device.time.wall -= HOUR
    expect(device.clock.wentBackwards).toBe(true)
    device.time.wall += HOUR
    expect(device.clock.wentBackwards).toBe(false)
    expect(device.clock.nowMs()).toBe(START)
  })

  test('after it was set forward has gone backwards like any other, however right it is now, until a contact says so', () => {
    const device = aClock()
    contact(device, 0)
    device.time.wall += 80 * HOUR
    expect(device.clock.wentBackwards).toBe(false)
    const ahead = device.clock.nowMs()
    device.time.wall -= 80 * HOUR
    // Nobody here can know which of the two was the mistake: times on record never run back, and the limits are reckoned by the longer span.
    expect(device.clock.wentBackwards).toBe(true)
    expect(device.clock.nowMs()).toBe(ahead)
    expect(device.clock.contactAgeS()).toBe(80 * 3600)
    contact(device, 0)
    expect(device.clock.wentBackwards).toBe(false)
    expect(device.clock.contactAgeS()).toBe(0)
    expect(device.clock.nowMs()).toBe(device.time.wall)
  })

  test('by less than two seconds is only a correction', () => {
    const device = aClock()
    device.time.wall -= 1999
    expect(device.clock.wentBackwards).toBe(false)
  })

  test('in many small steps is a clock that runs slow, and no alarm', () => {
    const device = aClock()
    for (let i = 0; i < 100; i++) {
      device.time.pass(10_000)
      device.time.wall -= 100
      expect(device.clock.wentBackwards).toBe(false)
    }
  })
})
