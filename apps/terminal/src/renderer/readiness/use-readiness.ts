import { useEffect, useState } from 'react'
import { useDeviceLog } from '../app/log-context.ts'
import { useLive, useNowMs } from '../app/use-live.ts'
import { platform } from '../app/platform.ts'
import { readinessOf, type ReadinessReport } from './readiness.ts'

/** How this terminal would stand if the network went now. */
export function useReadiness(): ReadinessReport {
  const log = useDeviceLog()
  const nowMs = useNowMs(5000)
  const config = useLive(log.config)
  const connection = useLive(log.connection)
  const clock = useLive(log.clock)
  const queue = useLive(log.queue)
  const storage = useLive(log.storage)
  const isPageKept = usePageKept()
  return readinessOf({ config, connection, clock, queue, storage, isPageKept, nowMs })
}

/** Electron has the page on its disk; a browser has it once the service worker is in charge of this address. */
function usePageKept(): boolean {
  const [isKept, setKept] = useState(platform.keepsPage)
  useEffect(() => {
    if (platform.keepsPage || !('serviceWorker' in navigator)) return undefined
    let isOver = false
    void navigator.serviceWorker.ready.then(() => isOver || setKept(true))
    return () => {
      isOver = true
    }
  }, [])
  return isKept
}
