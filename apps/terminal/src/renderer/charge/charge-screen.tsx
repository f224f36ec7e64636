import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import { CameraPanel } from '../scanner/camera-panel.tsx'
import { PasteDialog } from '../scanner/paste-dialog.tsx'
import { TypeCodeDialog } from '../scanner/type-code-dialog.tsx'
import { useScans } from '../scanner/use-scans.ts'
import { useWedge } from '../scanner/use-wedge.ts'
import { padKeyOf } from './amount-pad.ts'
import { AmountPanel } from './amount-panel.tsx'
import { useCharge } from './charge-store.ts'
import { CodePanel } from './code-panel.tsx'
import { confirmSale } from './record-charge.ts'
import { SaleSteps } from './sale-steps.tsx'
import { useTill } from './use-till.ts'

/** Scan, amount, confirm, in either order of the first two. Stays in the page while another screen is shown, with the camera warm. */
export function ChargeScreen({ isShown }: { isShown: boolean }) {
  const { t } = useTranslation()
  const { step, press, take } = useCharge()
  const [asking, setAsking] = useState<'nothing' | 'paste' | 'type'>('nothing')
  const done = () => setAsking('nothing')
  const isDrafting = step.at === 'drafting'
  const { hear, spent } = useScans(isShown)
  const till = useTill((entry) => spent.add(entry))

  useWedge({
    onScan: (text) => hear(text, 'hand_scanner'),
    onKeys: (keys) => {
      if (!isShown || asking !== 'nothing' || !isDrafting) return
      for (const key of keys) {
        const padKey = padKeyOf(key)
        if (padKey) press(padKey)
        else if (key === 'Enter' || key === 'NumpadEnter') void confirmSale(till)
      }
    },
  })

  return (
    <main className="charge" hidden={!isShown} aria-label={t('nav.charge')}>
      {isDrafting && <h1 className="visually-hidden">{t('nav.charge')}</h1>}
      <div className="charge-draft" inert={!isDrafting}>
        <div className="charge-code">
          <CameraPanel onText={(text) => hear(text, 'camera')} />
          <CodePanel />
          <div className="charge-other">
            <button type="button" className="button" onClick={() => setAsking('paste')}>
              <Icon name="code" />
              {t('paste.open')}
            </button>
            <button type="button" className="button" onClick={() => setAsking('type')}>
              <Icon name="keys" />
              {t('typing.open')}
            </button>
          </div>
        </div>
        <AmountPanel onConfirm={() => void confirmSale(till)} />
      </div>
      <SaleSteps till={till} />
      {asking === 'paste' && <PasteDialog onText={(text) => hear(text, 'pasted')} onClose={done} />}
      {asking === 'type' && (
        <TypeCodeDialog
          isSpentHere={(codeHash) => spent.has(codeHash)}
          onCode={(code) => {
            take(code, true)
            done()
          }}
          onClose={done}
        />
      )}
    </main>
  )
}
