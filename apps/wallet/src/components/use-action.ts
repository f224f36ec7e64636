import { useCallback, useState } from 'react'
import { type ApiFault, faultOf } from '../api/api-fault.ts'

export type Action = {
  isBusy: boolean
  fault: ApiFault | null
  /** Does it once; true when it worked. A second tap while it runs does nothing. */
  run: (work: () => Promise<unknown>) => Promise<boolean>
  clear: () => void
}

/** Something the member does that the server must agree to: busy meanwhile, and with the reason where it did not work. */
export function useAction(): Action {
  const [state, setState] = useState<{ isBusy: boolean; fault: ApiFault | null }>({ isBusy: false, fault: null })
  const { isBusy } = state
  const run = useCallback(
    async (work: () => Promise<unknown>) => {
      if (isBusy) return false
      setState({ isBusy: true, fault: null })
      try {
        await work()
        setState({ isBusy: false, fault: null })
        return true
      } catch (error) {
        setState({ isBusy: false, fault: faultOf(error) })
        return false
      }
    },
    [isBusy],
  )
  const clear = useCallback(() => setState({ isBusy: false, fault: null }), [])
  return { ...state, run, clear }
}
