import { openLog, useLogState } from '../app/log-store.ts'
import { LogError } from '../log/index.ts'
import { keepServerAddress, serverAddress } from './server-address.ts'

export type PairingFault = 'code_wrong' | 'no_answer' | 'wait' | 'other'

/**
 * Pairs this device; null when it worked.
 * @param server the origin to pair with where the platform asks for one
 */
export async function pairDevice(pairingCode: string, server: string | null): Promise<PairingFault | null> {
  const isNewServer = server !== null && server !== serverAddress()
  if (isNewServer) keepServerAddress(server)
  // The log talks to one server for as long as it is open.
  const state = useLogState.getState()
  const log = isNewServer ? await openLog() : state.at === 'open' ? state.log : null
  if (!log) return 'other'
  try {
    await log.pair(pairingCode)
    return null
  } catch (error) {
    return pairingFault(error)
  }
}

function pairingFault(error: unknown): PairingFault {
  if (!(error instanceof LogError)) return 'other'
  if (error.code === 'no_answer') return 'no_answer'
  if (error.detail === 'pairing_code_wrong') return 'code_wrong'
  return error.detail === 'locked_out' || error.detail === 'too_many_requests' ? 'wait' : 'other'
}
