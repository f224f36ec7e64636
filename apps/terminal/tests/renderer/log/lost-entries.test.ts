import type { HeartbeatResponse } from '@mps/shared'
import { describe, expect, test } from 'vitest'
import type { EntryDoc } from '../../../src/renderer/log/entry-doc.ts'
import { emptyState, type JournalState } from '../../../src/renderer/log/journal-state.ts'
import { expectedOf, hasLost, lostOf } from '../../../src/renderer/log/lost-entries.ts'
import { isBelow } from '../../../src/renderer/log/version.ts'

const HEAD = { terminalId: 't', epoch: 2, seq: 9, hash: '', recordedAt: '', deviceMs: 0 }

function aState(openSeqs: number[], fields: Partial<JournalState> = {}): JournalState {
  const state = { ...emptyState(), head: HEAD, ledgerId: 'one', ...fields }
  for (const seq of openSeqs) {
    const common = { kind: 'charge', terminalId: 't', epoch: 2, recordedAt: '', finalMinor: 0, card: null, state: 'unsent' as const }
    state.pending.set(String(seq), { id: String(seq), n: seq, seq, ...common })
  }
  return state
}

function aHeartbeat(fields: Partial<HeartbeatResponse>): HeartbeatResponse {
  const times = { ledgerSince: '', serverTime: '', configRevision: '1', minApp: '1.0.0' }
  return { ledgerId: 'one', heldSeq: 9, lastOutcomeNo: 9, ...times, ...fields }
}

function aDoc(seq: number, outcomeNo: number | null): EntryDoc {
  const body = JSON.stringify({ terminalId: 't', epoch: 2, seq })
  const outcome = outcomeNo === null ? null : { state: 'voided', id: String(seq), outcomeNo, settledAt: '' }
  return { id: String(seq), n: seq, body, outcome } as EntryDoc
}

describe('what the server must hold', () => {
  test('is every number below the first that is open', () => {
    expect(expectedOf(aState([]), 't', 2).heldSeq).toBe(9)
    expect(expectedOf(aState([6, 8]), 't', 2).heldSeq).toBe(5)
    expect(expectedOf(aState([6]), 't', 3).heldSeq).toBe(0)
  })

  test('is not asked for while it is being sent again', () => {
    expect(expectedOf(aState([], { resend: new Set(['1']) }), 't', 2).heldSeq).toBe(0)
  })
})

describe('a loss', () => {
  const expected = { ...expectedOf(aState([]), 't', 2), outcomeNo: 9 }

  test('is less than was acknowledged, or another ledger', () => {
    expect(hasLost(expected, aHeartbeat({}))).toBe(false)
    expect(hasLost(expected, aHeartbeat({ heldSeq: 12, lastOutcomeNo: 30 }))).toBe(false)
    expect(hasLost(expected, aHeartbeat({ heldSeq: 8 }))).toBe(true)
    expect(hasLost(expected, aHeartbeat({ lastOutcomeNo: 8 }))).toBe(true)
    expect(hasLost(expected, aHeartbeat({ ledgerId: 'two' }))).toBe(true)
    expect(hasLost({ ...expected, ledgerId: null }, aHeartbeat({ heldSeq: 0 }))).toBe(false)
  })

  test('is sent again from there on, oldest first; all of it for another ledger', () => {
    const docs = [aDoc(9, 9), aDoc(8, 7), aDoc(7, 8), aDoc(6, null)]
    expect(lostOf(docs, expected, aHeartbeat({ heldSeq: 8, lastOutcomeNo: 8 }))).toEqual(['9'])
    expect(lostOf(docs, expected, aHeartbeat({ heldSeq: 9, lastOutcomeNo: 7 }))).toEqual(['7', '9'])
    expect(lostOf(docs, expected, aHeartbeat({ ledgerId: 'two' }))).toEqual(['7', '8', '9'])
  })
})

test.each([
  ['1.0.0', '1.0.0', false],
  ['1.9.2', '1.10.0', true],
  ['1.10.0', '1.9.2', false],
  ['1.0', '1.0.1', true],
  ['2.0.0', '1.9.9', false],
])('version %s is below %s: %s', (version, least, expected) => {
  expect(isBelow(version, least)).toBe(expected)
})
