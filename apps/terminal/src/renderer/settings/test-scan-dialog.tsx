import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig, useLog } from '../app/log-context.ts'
import { Dialog } from '../components/dialog.tsx'
import { CameraPanel } from '../scanner/camera-panel.tsx'
import { judgeScan, type ScanVerdict } from '../scanner/judge-scan.ts'

/** Tries the camera and the keys on a code without charging anybody. */
export function TestScanDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const log = useLog()
  const config = useConfig()
  const [verdict, setVerdict] = useState<ScanVerdict | null>(null)

  async function judge(text: string): Promise<void> {
    setVerdict(await judgeScan(text, { config, scannedAt: log.now(), isSpentHere: () => Promise.resolve(false) }))
  }

  return (
    <Dialog title={t('testScan.title')} onClose={onClose} wide>
      <div className="test-scan">
        <CameraPanel onText={(text) => void judge(text)} />
      </div>
      <output>
        {verdict === null && t('testScan.waiting')}
        {verdict?.ok === true && t('testScan.genuine', { card: verdict.code.cardNo.slice(-4) })}
        {verdict?.ok === false && t(`fault.${verdict.fault}.title`)}
      </output>
      <div className="actions">
        <button type="button" className="button button-primary" onClick={onClose}>
          {t('common.close')}
        </button>
      </div>
    </Dialog>
  )
}
