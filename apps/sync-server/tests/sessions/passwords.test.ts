import bcrypt from 'bcryptjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPasswords, type Passwords } from '../../src/sessions/passwords.ts'
import { ProblemError } from '../../src/problem.ts'

describe('the password check', () => {
  let check: Passwords
  beforeEach(() => {
    check = openPasswords()
  })
  afterEach(() => check.close())

  it('tells the password from any other', async () => {
    const hash = await bcrypt.hash('a long password', 4)
    expect(await check.matches('a long password', hash)).toBe(true)
    expect(await check.matches('a long passwort', hash)).toBe(false)
  })

  it('leaves the event loop free while it calculates', async () => {
    const hash = bcrypt.hashSync('slow', 12)
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    await check.matches('slow', hash)
    clearInterval(timer)
    // On the loop itself, in slices of 100 ms as bcryptjs takes them, there would be three or four.
    expect(turns).toBeGreaterThan(10)
  })

  it('lets a hash that is none match nothing, and goes on', async () => {
    expect(await check.matches('x', 'not a hash')).toBe(false)
    expect(await check.matches('x', '$9z$12$I4sPShjNIzwJj1XlDL/ZYu2NPe9vdiK4/91Mi4SoT.fvoCDMx5xgy')).toBe(false)
    expect(await check.matches('x', await bcrypt.hash('x', 4))).toBe(true)
  })

  it('turns the fifty-first in line away instead of letting it wait', async () => {
    const hash = await bcrypt.hash('x', 4)
    const results = await Promise.allSettled(Array.from({ length: 51 }, () => check.matches('x', hash)))
    const refused = results.filter(({ status }) => status === 'rejected')
    expect(refused).toMatchObject([{ reason: new ProblemError('too_many_requests') }])
    expect(await check.matches('x', hash)).toBe(true)
  })

  it('rejects what still waits when it is closed', async () => {
    const [outcome] = await Promise.allSettled([check.matches('x', bcrypt.hashSync('x', 12)), check.close()])
    expect(outcome).toMatchObject({ status: 'rejected', reason: new Error('The password check has been closed') })
  })
})
