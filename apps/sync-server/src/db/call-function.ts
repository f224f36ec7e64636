import type pg from 'pg'

/**
 * Calls one function of the database on a transaction that is open: `callFunction(client, 'app.freeze_card', cardId, reason)`. The name comes from
 * our code, the arguments travel as parameters.
 */
export async function callFunction<T>(client: pg.ClientBase, name: `${string}.${string}`, ...values: unknown[]): Promise<T> {
  const places = values.map((_, i) => `$${i + 1}`).join(', ')
  const { rows } = await client.query<{ result: T }>(`select ${name}(${places}) as result`, values)
  return rows[0]!.result
}

/** The same for a function whose result nobody needs: the answer is a 204. */
export async function perform(client: pg.ClientBase, name: `${string}.${string}`, ...values: unknown[]): Promise<void> {
  await callFunction(client, name, ...values)
}
