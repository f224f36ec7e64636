import { z } from 'zod'
import { MerchantShifts, ShiftReport, TerminalShift } from '../shift-report.ts'
import { declare } from './endpoint.ts'
import { pageQuery, PathId } from './inputs.ts'

/** Shifts as the signed log tells them; nobody writes them but by their entries. */
export const shiftApi = declare('Shifts', {
  readTerminalShift: {
    method: 'GET',
    path: '/v1/terminal/shifts/{shiftId}',
    actor: 'terminal',
    summary: 'One of this terminal’s shifts, with each entry that the server holds of it',
    params: z.object({ shiftId: PathId }),
    answers: { 200: TerminalShift },
  },
  listMerchantShifts: {
    method: 'GET',
    path: '/v1/merchant/shifts',
    actor: 'merchant:manager',
    summary: 'The shop’s shifts, the newest first',
    query: z.strictObject(pageQuery),
    answers: { 200: MerchantShifts },
  },
  readMerchantShift: {
    method: 'GET',
    path: '/v1/merchant/terminals/{terminalId}/shifts/{shiftId}',
    actor: 'merchant:manager',
    summary: 'One shift: its Z report as signed, and how it stands now',
    params: z.object({ terminalId: PathId, shiftId: PathId }),
    answers: { 200: ShiftReport },
  },
})
