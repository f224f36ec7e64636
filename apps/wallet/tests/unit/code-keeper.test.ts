import type { CodeStatus, IssueCodesResponse } from '@mps/shared'
import { beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from '../../src/api/api-fault.ts'
import { CodeKeeper } from '../../src/code/code-keeper.ts'

const TTL_S = 900
const AFTERLIFE_S = 120

/** A server in memory: what is real about it is the contract. The clock and the network are the test's to break. */
class ScriptedServer {
  nowS = 1_000_000
  isReachable = true
  refusal: ApiError | null = null
  issuedCount = 0
  statusCalls: string[] = []
  readonly states = new Map<string, CodeStatus['state']>()
  readonly charges = new Map<string, CodeStatus['charge']>()

  readonly nowMs = () => this.nowS * 1000

  readonly issueCodes = async (): Promise<IssueCodesResponse> => {
    this.#answer()
    if (this.refusal) throw this.refusal
    this.issuedCount++
    const codes = [0, 1].map((place) => this.#code(`${this.issuedCount}.${place}`, this.nowS + place * TTL_S))
    return { codes, serverTime: this.#iso(this.nowS) }
  }

  readonly codeStatus = async (codeHash: string): Promise<CodeStatus> => {
    this.#answer()
    this.statusCalls.push(codeHash)
    const state = this.states.get(codeHash)
    if (!state) throw problem('not_found', 404)
    return { codeHash, state, charge: this.charges.get(codeHash) ?? null, serverTime: this.#iso(this.nowS) }
  }

  charge(codeHash: string, state: 'settled' | 'declined', txNo: string): void {
    const code = state === 'declined' ? 'insufficient_balance' : null
    this.charges.set(codeHash, { txNo, merchantName: 'Shop', final: 100, points: 1, state, code, settledAt: this.#iso(this.nowS) })
    if (state === 'settled') this.states.set(codeHash, 'spent')
  }

  #answer(): void {
    if (!this.isReachable) throw new ApiError({ kind: 'unreachable' })
  }

  #code(name: string, fromS: number): IssueCodesResponse['codes'][number] {
    this.states.set(name, 'alive')
    const [validFrom, expiresAt] = [this.#iso(fromS), this.#iso(fromS + TTL_S)]
    return { code: `MPS1:${name}`, codeHash: name, validFrom, expiresAt, discount: 1000, offlineLimit: 0 }
  }

  #iso(atS: number): string {
    return new Date(atS * 1000).toISOString()
  }
}

function problem(code: string, status: number, retryAfterMs = 0): ApiError {
  return new ApiError({ kind: 'problem', code, status, requestId: 'r', retryAfterMs })
}

describe('the keeper of the live code', () => {
  let server: ScriptedServer
  let keeper: CodeKeeper
  const shown = () => keeper.snapshot().shown?.hash ?? null
  const later = async (seconds: number) => {
    server.nowS += seconds
    await keeper.round()
  }

  beforeEach(async () => {
    server = new ScriptedServer()
    keeper = new CodeKeeper('card', server)
    await keeper.round()
  })

  it('issues a code at once and keeps it while it lives', async () => {
    expect(shown()).toBe('1.0')
    await later(800)
    expect([shown(), server.issuedCount]).toEqual(['1.0', 1])
  })

  it('renews it in its last minute', async () => {
    await later(841)
    expect([shown(), server.issuedCount]).toEqual(['2.0', 2])
  })

  it('replaces it at once when it is spent, and tells of the charge once', async () => {
    server.charge('1.0', 'settled', 'T1')
    await later(2)
    expect(shown()).toBe('2.0')
    expect(keeper.snapshot().charge).toMatchObject({ txNo: 'T1', state: 'settled' })
    keeper.dismissCharge()
    await later(2)
    expect(keeper.snapshot().charge).toBeNull()
  })

  it('keeps it after a declined charge, and tells of each attempt', async () => {
    server.charge('1.0', 'declined', 'T1')
    await later(2)
    expect(keeper.snapshot()).toMatchObject({ shown: { hash: '1.0' }, charge: { txNo: 'T1' } })
    keeper.dismissCharge()
    await later(2)
    expect(keeper.snapshot().charge).toBeNull()
    server.charge('1.0', 'settled', 'T2')
    await later(2)
    expect(keeper.snapshot()).toMatchObject({ shown: { hash: '2.0' }, charge: { txNo: 'T2', state: 'settled' } })
  })

  it('tells of a charge on a code that was scanned just before it was renewed', async () => {
    await later(841)
    server.charge('1.0', 'settled', 'T1')
    await later(30)
    expect(keeper.snapshot()).toMatchObject({ shown: { hash: '2.0' }, charge: { txNo: 'T1' } })
  })

  it('stops asking about a code when nothing can be charged on it any more', async () => {
    await later(841)
    await later(TTL_S - 841 + AFTERLIFE_S - 1)
    expect(server.statusCalls.at(-2)).toBe('1.0')
    server.statusCalls = []
    await later(2)
    expect(server.statusCalls).toEqual(['2.0'])
  })

  it('goes on showing it without a network, says so, and moves to the spare and then to nothing', async () => {
    server.isReachable = false
    await later(850)
    expect(keeper.snapshot()).toMatchObject({ shown: { hash: '1.0' }, fault: { kind: 'unreachable' } })
    await later(60)
    expect(shown()).toBe('1.1')
    await later(TTL_S)
    expect(keeper.snapshot()).toMatchObject({ shown: null, fault: { kind: 'unreachable' } })
  })

  it('takes the fault back and renews when the network returns', async () => {
    server.isReachable = false
    await later(850)
    server.isReachable = true
    await keeper.retry()
    expect(keeper.snapshot()).toMatchObject({ shown: { hash: '2.0' }, fault: null })
  })

  it('waits longer after each failure, and at least as long as the server asks', async () => {
    server.states.clear()
    server.refusal = problem('too_many_requests', 429, 60_000)
    await later(1)
    expect(keeper.snapshot()).toMatchObject({ shown: null, fault: { code: 'too_many_requests' } })
    server.refusal = null
    await later(58)
    expect(shown()).toBeNull()
    await later(3)
    expect(shown()).toBe('2.0')
  })

  it('shows nothing of a frozen card: not the code, not the spare', async () => {
    server.states.set('1.0', 'revoked').set('1.1', 'revoked')
    server.refusal = problem('code_issue_refused', 409)
    await later(2)
    expect(keeper.snapshot()).toMatchObject({ shown: null, fault: { code: 'code_issue_refused' } })
    server.isReachable = false
    await later(TTL_S)
    expect(shown()).toBeNull()
  })

  it('asks for a new code when the server has never heard of the one shown', async () => {
    server.states.clear()
    await later(2)
    expect(shown()).toBe('2.0')
  })

  it('runs one round at a time', async () => {
    server.nowS += 841
    await Promise.all([keeper.round(), keeper.round(), keeper.round()])
    expect(server.issuedCount).toBe(2)
  })

  it('tells its listeners of every change until they leave', async () => {
    let told = 0
    const leave = keeper.subscribe(() => told++)
    await later(841)
    expect(told).toBeGreaterThan(0)
    leave()
    const before = told
    await later(841)
    expect(told).toBe(before)
  })
})
