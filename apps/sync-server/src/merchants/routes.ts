import { merchantApi, rosterApi } from '@mps/shared/api'
import type { MerchantUser, NewMerchantUser } from '@mps/shared/merchant'
import type pg from 'pg'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { callFunction, perform } from '../db/call-function.ts'
import { implement, type Route } from '../http/implement.ts'
import { hashNewPassword, hashNewPin } from '../sessions/chosen-secrets.ts'
import { choosePin } from './choose-pin.ts'
import { listMerchants, readMerchant } from './read-merchants.ts'
import { listPolicies, policyColumns } from './policies.ts'

type NewUser = z.infer<typeof NewMerchantUser>
type User = z.infer<typeof MerchantUser>
/** A fee in ten-thousandths as a fraction. */
const fraction = (permyriad: number) => (permyriad / 10_000).toFixed(4)

/** Merchants, their people and their policies: as the platform looks after them, and as their managers do. */
export function merchantRoutes(ctx: Context): Route[] {
  const roster = async (client: pg.ClientBase, merchantId: string) => ({
    users: await callFunction<User[]>(client, 'app.merchant_roster', merchantId),
  })
  const newUser = async ({ login, name, role, pin, password }: NewUser) => {
    const pinHash = pin === undefined ? null : await hashNewPin(ctx, pin)
    const passwordHash = password === undefined ? null : await hashNewPassword(ctx, password, [login, name])
    return async (client: pg.ClientBase, merchantId: string) => ({
      userId: await callFunction<string>(client, 'app.add_merchant_user', merchantId, login, name, role, pinHash, passwordHash),
    })
  }
  const hashOf = (pin: string | null) => (pin === null ? Promise.resolve(null) : hashNewPin(ctx, pin))

  return [
    ...implement(merchantApi, {
      listMerchants: ({ query, transact }) => transact((client) => listMerchants(client, query)),
      createMerchant: ({ body: { code, name, timeZone, feePermyriad, lateDeclinePolicy }, transact }) =>
        transact(async (client) => ({
          id: await callFunction<string>(client, 'app.create_merchant', code, name, timeZone, fraction(feePermyriad), lateDeclinePolicy),
        })),
      readMerchant: ({ params, transact }) => transact((client) => readMerchant(client, params.merchantId)),
      changeMerchant: ({ params, body: { name, timeZone, feePermyriad, lateDeclinePolicy }, transact }) => {
        const fee = feePermyriad === undefined ? undefined : fraction(feePermyriad)
        const changes = { name, time_zone: timeZone, fee_rate: fee, late_decline_policy: lateDeclinePolicy }
        return transact((client) => perform(client, 'app.update_merchant', params.merchantId, JSON.stringify(changes)))
      },
      suspendMerchant: async ({ params, body, transact }) => {
        await transact((client) => perform(client, 'app.admin_suspend_merchant', params.merchantId, body.reason))
        ctx.revocations.forget()
      },
      reinstateMerchant: ({ params, body, transact }) =>
        transact((client) => perform(client, 'app.admin_reinstate_merchant', params.merchantId, body.reason)),
      listPolicies: ({ params, transact }) =>
        transact(async (client) => {
          await readMerchant(client, params.merchantId)
          return { policies: await listPolicies(client, params.merchantId) }
        }),
      addPolicy: ({ params, body, transact }) =>
        transact(async (client) => ({
          revision: await callFunction<number>(client, 'app.add_merchant_policy', params.merchantId, JSON.stringify(policyColumns(body))),
        })),
      listUsersOfMerchant: ({ params, transact }) => transact((client) => roster(client, params.merchantId)),
      addUserToMerchant: async ({ params, body, transact }) => {
        const add = await newUser(body)
        return transact((client) => add(client, params.merchantId))
      },
      changeUserOfMerchant: async ({ params, body, transact }) => {
        await transact((client) => perform(client, 'app.update_merchant_user', params.merchantId, params.userId, body.role))
        ctx.revocations.forget()
      },
      removeUserFromMerchant: async ({ params, transact }) => {
        await transact((client) => perform(client, 'app.remove_merchant_user', params.merchantId, params.userId))
        ctx.revocations.forget()
      },
      setPinAtMerchant: async ({ params, body, transact }) => {
        const hash = await hashOf(body.pin)
        await transact((client) => perform(client, 'app.set_user_pin', params.merchantId, params.userId, hash))
      },
    }),
    ...implement(rosterApi, {
      readMyMerchant: ({ actor, transact }) => transact((client) => readMerchant(client, actor.merchantId)),
      listMyPolicies: ({ actor, transact }) => transact(async (client) => ({ policies: await listPolicies(client, actor.merchantId) })),
      listMyUsers: ({ actor, transact }) => transact((client) => roster(client, actor.merchantId)),
      addMyUser: async ({ actor, body, transact }) => {
        const add = await newUser(body)
        return transact((client) => add(client, actor.merchantId))
      },
      changeMyUser: async ({ actor, params, body, transact }) => {
        await transact((client) => perform(client, 'app.update_merchant_user', actor.merchantId, params.userId, body.role))
        ctx.revocations.forget()
      },
      removeMyUser: async ({ actor, params, transact }) => {
        await transact((client) => perform(client, 'app.remove_merchant_user', actor.merchantId, params.userId))
        ctx.revocations.forget()
      },
      setMyUserPin: async ({ actor, params, body, transact }) => {
        const hash = await hashOf(body.pin)
        await transact((client) => perform(client, 'app.set_user_pin', actor.merchantId, params.userId, hash))
      },
      choosePin: ({ actor, params, body }) => choosePin(ctx, actor.terminalId, params.userId, body),
    }),
  ]
}
