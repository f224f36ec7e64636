import type { CodeStatus, IssueCodesResponse } from '@mps/shared/me'
import { beforeEach, describe, expect, it } from 'vitest'
import { ApiProblem, NoAnswer } from '@mps/shared/api/client'
import { CodeKeeper } from '../../src/code/code-keeper.ts'
import type { HeldCode } from '../../src/code/held-code.ts'

const TTL_S = 900
const AFTERLIFE_S = 120

/** A server in memory: what is real about it is the contract. The clock and the network are the test's to break. */
class ScriptedServer {
  nowS = 1_000_000
  isReachable = true
  refusal: ApiProblem | null = null
  issuedCount = 0
  statusCalls: string[] = []
  readonly states = new Map<string, CodeStatus['state']>()
  readonly charges = new Map<string, CodeStatus['charge']>()

  /** The phone's store. */
  kept: HeldCode[] = []
  news = 0

  readonly nowMs = () => this.nowS * 1000
  readonly read = async () => this.kept
  readonly write = (held: HeldCode[]) => void (this.kept = held)
  readonly onNews = () => void this.news++

  readonly issueCodes = async (_cardId: string, count: number): Promise<IssueCodesResponse> => {
    this.#answer()
    if (this.refusal) throw this.refusal
    this.issuedCount++
    const codes = Array.from({ length: count }, (_, place) => this.#code(`${this.issuedCount}.${place}`, this.nowS + place * TTL_S))
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
    if (!this.isReachable) throw new NoAnswer('unreachable')
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

function problem(code: string, status: number, retryAfterMs = 0): ApiProblem {
  const headers = new Headers(retryAfterMs > 0 ? { 'retry-after': String(retryAfterMs / 1000) } : {})
  const received = { status, headers, text: '', sentMs: 0, receivedMs: 0 }
  return new ApiProblem({ type: 'about:blank', title: code, code, status, requestId: 'r' }, received)
}

describe('the keeper of the live code', () => {
  let server: ScriptedServer
  let keeper: CodeKeeper
  const shown = () => keeper.snapshot().shown?.hash ?? null
  const later = async (seconds: number) => {
    server.nowS += seconds
    await keeper.round()
  }
  const openAgain = async () => {
    keeper = new CodeKeeper('card', server)
    await keeper.recall()
    await keeper.round()
  }

  // A run of four codes (1.0 to 1.3) and a reserve beside the first (2.0).
  beforeEach(async () => {
    server = new ScriptedServer()
    keeper = new CodeKeeper('card', server)
    await keeper.round()
  })

  it('issues a run and a reserve at once, and keeps the code on the screen while it lives', async () => {
    expect(keeper.snapshot()).toMatchObject({ shown: { hash: '1.0' }, spares: 4, readyUntilMs: (1_000_000 + 4 * TTL_S) * 1000 })
    await later(800)
    expect([shown(), server.issuedCount]).toEqual(['1.0', 2])
  })

  it('renews it in its last minute', async () => {
    await later(841)
    expect(server.issuedCount).toBe(4)
    expect(shown()).not.toBe('1.0')
    expect(keeper.snapshot().readyUntilMs).toBe((1_000_841 + 4 * TTL_S) * 1000)
  })

  it('shows the reserve at once when it is spent, fetches another, and tells of the charge once', async () => {
    server.charge('1.0', 'settled', 'T1')
    await later(2)
    expect([shown(), server.issuedCount, server.news]).toEqual(['2.0', 3, 1])
    expect(server.kept.map(({ hash }) => hash)).toEqual(['1.1', '1.2', '1.3', '2.0', '3.0'])
    await later(2)
    expect(server.news).toBe(1)
  })

  it('keeps it after a declined charge, and tells of each attempt', async () => {
    server.charge('1.0', 'declined', 'T1')
    await later(2)
    await later(2)
    expect([shown(), server.news]).toEqual(['1.0', 1])
    server.charge('1.0', 'settled', 'T2')
    await later(2)
    expect([shown(), server.news]).toEqual(['2.0', 2])
  })

  it('tells of a charge on a code that was scanned just before it was renewed', async () => {
    await later(841)
    server.charge('1.0', 'settled', 'T1')
    await later(30)
    expect(server.news).toBe(1)
  })

  it('stops asking about a code when nothing can be charged on it any more', async () => {
    await later(841)
    await later(TTL_S - 841 + AFTERLIFE_S - 1)
    expect(server.statusCalls).toContain('1.0')
    server.statusCalls = []
    await later(2)
    expect(server.statusCalls).not.toContain('1.0')
  })

  it('goes through its codes without a network, says so, and then shows none', async () => {
    server.isReachable = false
    const seen: (string | null)[] = []
    for (let i = 0; i < 5; i++) {
      await later(i === 0 ? 100 : TTL_S)
      seen.push(shown())
      expect(server.kept.every(({ expiresAtMs }) => expiresAtMs > server.nowMs())).toBe(true)
    }
    expect(seen).toEqual(['1.0', '1.1', '1.2', '1.3', null])
    expect(keeper.snapshot()).toMatchObject({ fault: { kind: 'unreachable' }, spares: 0, readyUntilMs: null })
  })

  it('moves on without a network when the member has used the code, and brings it back when they had not', async () => {
    server.isReachable = false
    await keeper.putAside()
    expect(keeper.snapshot()).toMatchObject({ shown: { hash: '2.0' }, putAsideCount: 1 })
    await keeper.putAside()
    expect(keeper.snapshot()).toMatchObject({ shown: null, next: { hash: '1.1' }, putAsideCount: 2 })
    keeper.takeBack()
    expect(shown()).not.toBeNull()
    await keeper.putAside()
    await keeper.putAside()
    await later(TTL_S)
    expect(shown()).toBe('1.1')
  })

  it('takes up what the phone kept, without asking for more, also without a network', async () => {
    server.isReachable = false
    await openAgain()
    expect(keeper.snapshot()).toMatchObject({ shown: { hash: expect.stringMatching(/^[12].0$/) }, spares: 4 })
    expect(server.issuedCount).toBe(2)
  })

  it('leaves nothing of a code in the phone’s store that has ended, was spent or was revoked', async () => {
    server.states.set('1.0', 'spent')
    await later(2)
    expect(server.kept.map(({ hash }) => hash)).not.toContain('1.0')
    await later(10 * TTL_S)
    expect(server.kept.every(({ expiresAtMs }) => expiresAtMs > server.nowMs())).toBe(true)
    for (const { hash } of server.kept) server.states.set(hash, 'revoked')
    server.refusal = problem('code_issue_refused', 409)
    await later(2)
    expect(server.kept).toEqual([])
  })

  it('forgets everything when the member signs out, also what is still under way', async () => {
    server.states.set('1.0', 'spent')
    server.nowS += 2
    const round = keeper.round()
    server.kept = []
    keeper.end()
    await round
    expect([keeper.snapshot().shown, server.kept]).toEqual([null, []])
  })

  it('takes the fault back and renews when the network returns', async () => {
    server.isReachable = false
    await later(850)
    server.isReachable = true
    await keeper.retry()
    expect(keeper.snapshot()).toMatchObject({ fault: null })
    expect(keeper.snapshot().shown?.expiresAtMs).toBe((1_000_850 + TTL_S) * 1000)
  })

  it('waits longer after each failure, and at least as long as the server asks', async () => {
    server.states.clear()
    server.refusal = problem('too_many_requests', 429, 60_000)
    await later(841)
    expect(keeper.snapshot()).toMatchObject({ fault: { code: 'too_many_requests' } })
    server.refusal = null
    await later(58)
    expect(server.issuedCount).toBe(2)
    await later(3)
    expect(server.issuedCount).toBeGreaterThan(2)
  })

  it('takes no code when the card was frozen while it was asked for, and new ones when the card is good again', async () => {
    let isFrozen = true
    const issueCodes = async (cardId: string, count: number) => {
      const issued = await server.issueCodes(cardId, count)
      if (isFrozen) keeper.drop()
      return issued
    }
    keeper = new CodeKeeper('card', { ...server, issueCodes })
    await keeper.recall()
    await later(841)
    expect([shown(), server.kept]).toEqual([null, []])
    isFrozen = false
    await later(1)
    expect(shown()).not.toBeNull()
  })

  it('shows nothing of a frozen card: not the code, not the spares, and tells that the card has changed', async () => {
    for (const hash of ['1.0', '1.1', '1.2', '1.3', '2.0']) server.states.set(hash, 'revoked')
    server.refusal = problem('code_issue_refused', 409)
    await later(2)
    expect(keeper.snapshot()).toMatchObject({ shown: null, fault: { code: 'code_issue_refused' } })
    expect(server.news).toBe(1)
    server.isReachable = false
    await later(TTL_S)
    expect(shown()).toBeNull()
  })

  it('takes another code when the server has never heard of the one shown', async () => {
    server.states.clear()
    await later(2)
    expect(shown()).toBe('2.0')
  })

  it('runs one round at a time', async () => {
    server.nowS += 841
    await Promise.all([keeper.round(), keeper.round(), keeper.round()])
    expect(server.issuedCount).toBe(4)
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
