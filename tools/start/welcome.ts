import { formatAmount } from '@mps/shared'
import { ADMIN, MEMBERS, STAFF } from '../seed.ts'

/** What a newcomer needs next: addresses, logins, and what to do with them. */
export function welcome(url: string, pairingCode: string | null, hasAdmin: boolean): string {
  const staff = STAFF.map(({ name, pin }) => `    ${name.padEnd(16)} PIN ${pin}`)
  const members = MEMBERS.map(({ name, email, password, cards }) => {
    const list = cards.map(({ cardType, balance }) => `${cardType} ${formatAmount(balance)}`).join(', ')
    return `    ${email.padEnd(20)} ${password.padEnd(12)} ${name}: ${list}`
  })
  const manager = STAFF.find((person) => person.role === 'manager')
  const logins = [
    ...(hasAdmin ? [`    ${ADMIN.login.padEnd(16)} ${ADMIN.password.padEnd(14)} platform admin`] : []),
    `    ${manager?.login.padEnd(16)} ${manager?.password.padEnd(14)} manager`,
  ]
  const pairing = pairingCode
    ? [`    pairing code     ${pairingCode}   (once; a new one is printed when it runs out)`]
    : ['    paired already   (npm start -- --pair prints a code to pair again)']
  return [
    '',
    'MPS is running.',
    '',
    `  Terminal   ${url}/terminal/`,
    ...pairing,
    ...staff,
    '',
    `  Wallet     ${url}/wallet/`,
    ...members,
    '',
    `  API        ${url}/docs   sign in: POST /v1/sessions { login, password }`,
    ...logins,
    '',
    'Open the wallet on one screen and the terminal on another: sign in, show the code, scan it, charge.',
    'Ctrl-C stops everything; the data stays in .data/.',
    '',
  ].join('\n')
}
