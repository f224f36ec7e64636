import { describe, expect, it } from 'vitest'
import { BURST_GAP_MS, letterOfKey, WedgeReader, type WedgeVerdict } from '../../../src/renderer/scanner/wedge-reader.ts'

const CODE = 'MPS1:AEAQGBAFA2Z7'

/** The physical keys of a scanner that emulates a US keyboard, each capital with its Shift. */
function keysOf(text: string): string[] {
  return [...text].flatMap((letter) => {
    if (letter === ':') return ['ShiftLeft', 'Semicolon']
    return /\d/.test(letter) ? [`Digit${letter}`] : ['ShiftLeft', `Key${letter}`]
  })
}

function pressAll(reader: WedgeReader, keys: string[], gapMs: number, startMs = 0): WedgeVerdict[] {
  return keys.flatMap((key, i) => reader.press(key, startMs + i * gapMs))
}

describe('a hand scanner at the keyboard', () => {
  it('is read by the place of its keys and ended by Enter', () => {
    expect(pressAll(new WedgeReader(), [...keysOf(CODE), 'Enter'], 4)).toEqual([{ kind: 'scanned', text: CODE }])
  })

  it('is read when it sends keys slowly, Shift as a key of its own', () => {
    expect(pressAll(new WedgeReader(), [...keysOf(CODE), 'Tab'], 20)).toEqual([{ kind: 'scanned', text: CODE }])
  })

  it('is read without Enter, after a pause', () => {
    const reader = new WedgeReader()
    expect(pressAll(reader, keysOf(CODE), 5)).toEqual([])
    expect(reader.pause()).toEqual([{ kind: 'scanned', text: CODE }])
    expect(reader.pause()).toEqual([])
  })

  it('never types a barcode of digits into the amount', () => {
    const verdicts = pressAll(new WedgeReader(), [...keysOf('4710088410222'), 'Enter'], 5)
    expect(verdicts).toEqual([{ kind: 'scanned', text: '4710088410222' }])
  })

  it('shows a payment code before its first digit could reach a field', () => {
    const reader = new WedgeReader()
    pressAll(reader, keysOf('MPS'), 5)
    expect(reader.isPaymentCode).toBe(true)
  })
})

describe('a hand at the keyboard', () => {
  it('types digits one by one', () => {
    const reader = new WedgeReader()
    expect(pressAll(reader, ['Digit1', 'Digit2', 'Numpad0'], 120)).toEqual([
      { kind: 'typed', keys: ['Digit1'] },
      { kind: 'typed', keys: ['Digit2'] },
    ])
    expect(reader.pause()).toEqual([{ kind: 'typed', keys: ['Numpad0'] }])
  })

  it('loses no digit to a key pressed just after it', () => {
    const gap = BURST_GAP_MS - 5
    expect(pressAll(new WedgeReader(), ['Digit1', 'Digit5', 'Period', 'Digit5', 'Enter'], gap)).toEqual([
      { kind: 'typed', keys: ['Digit1', 'Digit5'] },
      { kind: 'other', key: 'Period' },
      { kind: 'typed', keys: ['Digit5'] },
      { kind: 'other', key: 'Enter' },
    ])
  })

  it('is no scanner for having typed much slowly', () => {
    const verdicts = pressAll(new WedgeReader(), [...keysOf('123456789'), 'Enter'], BURST_GAP_MS + 10)
    expect(verdicts.filter((verdict) => verdict.kind === 'scanned')).toEqual([])
    expect(verdicts.at(-1)).toEqual({ kind: 'other', key: 'Enter' })
  })
})

it('knows no letter for keys that no code has', () => {
  expect(['KeyA', 'Digit7', 'Numpad7', 'Semicolon', 'Space', 'F1', 'Backspace'].map(letterOfKey)).toEqual([
    'A',
    '7',
    '7',
    ':',
    null,
    null,
    null,
  ])
})
