import { z } from 'zod'
import { AnyUuid } from '../ids.ts'
import {
  NewTerminal,
  NewTerminalAnswer,
  PairingCode,
  ReleaseEntry,
  RevokeTerminal,
  TerminalChanges,
  TerminalGaps,
  TerminalState,
  TerminalStates,
} from '../terminal.ts'
import { declare, NOTHING } from './endpoint.ts'
import { pageQuery, PathId } from './inputs.ts'

const terminal = z.object({ terminalId: PathId })
const filters = { ...pageQuery, status: z.enum(['active', 'revoked']).optional() }
const done = { 204: NOTHING } as const

/** Terminals, as the platform looks after them and their shops see them. */
export const terminalAdminApi = declare('Terminals', {
  listTerminals: {
    method: 'GET',
    path: '/v1/admin/terminals',
    actor: 'admin',
    summary: 'Terminals as they last reported, the newest first',
    query: z.strictObject({ ...filters, merchantId: AnyUuid.optional() }),
    answers: { 200: TerminalStates },
  },
  createTerminal: {
    method: 'POST',
    path: '/v1/admin/terminals',
    actor: 'admin',
    summary: 'Make a terminal, which then waits to be paired',
    body: NewTerminal,
    answers: { 201: NewTerminalAnswer },
    problems: ['not_found'],
    idempotent: true,
  },
  readTerminal: {
    method: 'GET',
    path: '/v1/admin/terminals/{terminalId}',
    actor: 'admin',
    summary: 'One terminal as it last reported',
    params: terminal,
    answers: { 200: TerminalState },
  },
  renameTerminal: {
    method: 'PATCH',
    path: '/v1/admin/terminals/{terminalId}',
    actor: 'admin',
    summary: 'Give a terminal another label',
    params: terminal,
    body: TerminalChanges,
    answers: done,
    idempotent: true,
  },
  openPairing: {
    method: 'POST',
    path: '/v1/admin/terminals/{terminalId}/pairing-code',
    actor: 'admin',
    summary: 'Take a one-time code that pairs a device',
    description: 'For a terminal that is paired already it opens the next epoch; what the earlier device recorded still drains.',
    params: terminal,
    answers: { 201: PairingCode },
    problems: ['state_conflict'],
    repeatable: 'a new code ends the one before, and none is stored',
  },
  revokeTerminal: {
    method: 'POST',
    path: '/v1/admin/terminals/{terminalId}/revoke',
    actor: 'admin',
    summary: 'Revoke a terminal from a time on, with drain or without',
    description: 'Everybody on its shop’s roster must choose a new PIN.',
    params: terminal,
    body: RevokeTerminal,
    answers: done,
    problems: ['state_conflict'],
    idempotent: true,
  },
  readTerminalGaps: {
    method: 'GET',
    path: '/v1/admin/terminals/{terminalId}/gaps',
    actor: 'admin',
    summary: 'Numbers that are missing, and entries that were refused for their place or time',
    params: terminal,
    answers: { 200: TerminalGaps },
  },
  releaseEntry: {
    method: 'POST',
    path: '/v1/admin/terminals/{terminalId}/releases',
    actor: 'admin',
    summary: 'Let one rejected entry in when its terminal sends it again',
    params: terminal,
    body: ReleaseEntry,
    answers: done,
    idempotent: true,
  },
  listAllGaps: {
    method: 'GET',
    path: '/v1/admin/terminal-gaps',
    actor: 'admin',
    summary: 'Every number that is missing, and the newest entries that were refused',
    answers: { 200: TerminalGaps },
  },
  listMyTerminals: {
    method: 'GET',
    path: '/v1/merchant/terminals',
    actor: 'merchant:manager',
    summary: 'The shop’s terminals as they last reported',
    query: z.strictObject(filters),
    answers: { 200: TerminalStates },
  },
})
