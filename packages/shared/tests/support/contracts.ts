import * as cards from '../../src/card.ts'
import * as shared from '../../src/index.ts'
import * as members from '../../src/member.ts'
import * as merchants from '../../src/merchant.ts'
import * as platform from '../../src/platform.ts'
import * as reasons from '../../src/reason.ts'
import * as terminals from '../../src/terminal.ts'

/** Every module with contracts, by name: what terminals and wallets import, and the lifecycles that the platform and its shops manage. */
export const CONTRACTS = { ...shared, ...cards, ...members, ...merchants, ...platform, ...reasons, ...terminals }
export type ContractName = keyof typeof CONTRACTS
