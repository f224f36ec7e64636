import { uuidv7 } from '@mps/shared'
import bcrypt from 'bcryptjs'
import { asServer, type Database } from '../db/transactions.ts'
import { BCRYPT_COST } from '../sessions/passwords.ts'

/** The demo's platform admin: a known password and no second factor. Real ones are made by `create-admin.ts`. */
export async function makeDemoAdmin(
  db: Database,
  { login, name, password }: { login: string; name: string; password: string },
): Promise<void> {
  const values = [uuidv7(), login, name, await bcrypt.hash(password, BCRYPT_COST)]
  await asServer(db, (client) => client.query('select auth.create_first_admin($1, $2, $3, $4)', values))
}
