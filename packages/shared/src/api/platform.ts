import { z } from 'zod'
import { QueryInt } from '../query.ts'
import {
  Alerts,
  CodeSigningKeys,
  MembershipLevels,
  MembershipLevelsToSet,
  PlatformSettings,
  PlatformSettingsChanges,
  RotateSigningKey,
} from '../platform.ts'
import { CodeSigningKey } from '../terminal-config.ts'
import { declare, NOTHING } from './endpoint.ts'
import { pageQuery, PathId } from './inputs.ts'

const done = { 204: NOTHING } as const

/** What holds for the whole platform. */
export const platformApi = declare('Platform', {
  readSettings: {
    method: 'GET',
    path: '/v1/admin/settings',
    actor: 'admin',
    summary: 'The platform’s settings',
    answers: { 200: PlatformSettings },
  },
  changeSettings: {
    method: 'PATCH',
    path: '/v1/admin/settings',
    actor: 'admin',
    summary: 'Change settings; the currency is fixed once anything was posted',
    body: PlatformSettingsChanges,
    answers: done,
    problems: ['state_conflict'],
    idempotent: true,
  },
  readLevels: {
    method: 'GET',
    path: '/v1/admin/levels',
    actor: 'admin',
    summary: 'The membership levels',
    answers: { 200: MembershipLevels },
  },
  setLevels: {
    method: 'PUT',
    path: '/v1/admin/levels',
    actor: 'admin',
    summary: 'Set the membership levels as a whole; ranges that overlap are refused',
    body: MembershipLevelsToSet,
    answers: done,
    problems: ['ranges_overlap'],
    idempotent: true,
  },
  listSigningKeys: {
    method: 'GET',
    path: '/v1/admin/signing-keys',
    actor: 'admin',
    summary: 'The keys that payment codes are signed with, their public halves',
    answers: { 200: CodeSigningKeys },
  },
  rotateSigningKey: {
    method: 'POST',
    path: '/v1/admin/signing-keys',
    actor: 'admin',
    summary: 'Publish a new code-signing key, to be used from seven days on',
    body: RotateSigningKey.prefault({}),
    answers: { 201: CodeSigningKey },
    problems: ['state_conflict'],
    repeatable: 'while a key waits for its time, a second one is a state_conflict',
  },
  retireSigningKey: {
    method: 'POST',
    path: '/v1/admin/signing-keys/{keyId}/retire',
    actor: 'admin',
    summary: 'Retire a key whose codes have all run out',
    params: z.object({ keyId: QueryInt.pipe(z.int().min(0).max(255)) }),
    answers: done,
    problems: ['state_conflict'],
    idempotent: true,
  },
  listAlerts: {
    method: 'GET',
    path: '/v1/admin/alerts',
    actor: 'admin',
    summary: 'Alerts, the newest first',
    query: z.strictObject({ ...pageQuery, open: z.enum(['true', 'false']).optional() }),
    answers: { 200: Alerts },
  },
  acknowledgeAlert: {
    method: 'POST',
    path: '/v1/admin/alerts/{alertId}/acknowledge',
    actor: 'admin',
    summary: 'Note that an alert was seen',
    params: z.object({ alertId: PathId }),
    answers: done,
    idempotent: true,
  },
})
