import { parseArgs } from 'node:util'
import { NewPassword, uuidv7 } from '@mps/shared'
import bcrypt from 'bcryptjs'
import { readConfig } from './config/config.ts'
import { createPool } from './db/pool.ts'
import { errorCodeOf } from './db/error-codes.ts'
import { asServer } from './db/transactions.ts'
import { createLogger } from './logger.ts'
import { openKeyStore } from './secrets.ts'
import { randomBytes } from 'node:crypto'
import { openBreachedPasswords } from './sessions/breached-passwords.ts'
import { hashNewPassword } from './sessions/chosen-secrets.ts'
import { judge } from './sessions/password-strength.ts'
import { BCRYPT_COST, type Passwords } from './sessions/passwords.ts'
import { newTotp } from './sessions/totp.ts'

const USAGE = `Makes the first platform admin, once per database, with a second factor.

  DATABASE_URL=postgres://mps_server@… node apps/sync-server/src/create-admin.ts --login NAME [--name "Full name"]

The password is read from ADMIN_PASSWORD, or made and shown. What is shown is shown once.`

/** The first admin: nobody can make it over HTTP, because there is nobody yet who may. It needs the server's connection and its secrets. */
async function createAdmin(): Promise<void> {
  const { values } = parseArgs({ options: { login: { type: 'string' }, name: { type: 'string' }, help: { type: 'boolean' } } })
  const login = values.login?.trim().toLowerCase()
  if (values.help || !login) return console.log(USAGE)
  const given = process.env['ADMIN_PASSWORD']
  const password = given ?? randomBytes(15).toString('base64url')
  const checked = NewPassword.safeParse(password)
  if (!checked.success) throw new Error(`ADMIN_PASSWORD: ${checked.error.issues.map(({ message }) => message).join(', ')}`)
  const totp = await store(login, values.name ?? login, password)
  console.log(`Made the platform admin ${login}.`)
  if (given === undefined) console.log(`Password: ${password}`)
  console.log(`Authenticator app: ${totp.uri}`)
  console.log(`Recovery codes, each good once:\n  ${totp.recoveryCodes.join('\n  ')}`)
}

/** Without the server's thread, which keeps no process alive. */
const hereAndNow: Pick<Passwords, 'hash' | 'judge'> = {
  hash: (password) => bcrypt.hash(password, BCRYPT_COST),
  judge: (password, about) => Promise.resolve(judge(password, about)),
}

async function store(login: string, name: string, password: string): Promise<ReturnType<typeof newTotp>> {
  const config = readConfig(process.env)
  const keys = await openKeyStore(config.secrets)
  const pool = createPool(config.database, createLogger('silent'))
  const id = uuidv7()
  const totp = newTotp(keys, id, login)
  const breachedPasswords = await openBreachedPasswords(config.breachedPasswordsFile)
  try {
    const hash = await hashNewPassword({ passwords: hereAndNow, breachedPasswords }, password, [login, name])
    const values = [id, login, name, hash, totp.sealedSecret, totp.recoveryHashes]
    await asServer({ pool, config }, (client) => client.query('select auth.create_first_admin($1, $2, $3, $4, $5, $6)', values))
    return totp
  } catch (error) {
    throw errorCodeOf(error) === 'MP003' ? new Error('There is a platform admin already, or a user of this login.') : error
  } finally {
    await Promise.all([pool.end(), breachedPasswords.close()])
  }
}

createAdmin().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
