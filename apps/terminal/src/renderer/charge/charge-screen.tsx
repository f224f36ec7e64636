import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../components/icon.tsx'
import type { AcceptedCode } from '../scanner/judge-scan.ts'
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
  const { step, code, press, take } = useCharge()
  const [asking, setAsking] = useState<{ how: 'paste' | 'type'; over: AcceptedCode | null } | null>(null)
  const done = () => setAsking(null)
  // Nobody is asked for a code any longer when camera or scanner has brought one meanwhile.
  const asked = asking?.over === code ? asking?.how : undefined
  const isDrafting = step.at === 'drafting'
  const { hear, spent } = useScans(isShown)
  const till = useTill((entry) => spent.add(entry))

  useWedge({
    onScan: (text) => {
      // Digits that a quick hand types into the dialog are no scan.
      if (asked && !text.startsWith('MPS')) return
      done()
      hear(text, 'hand_scanner')
    },
    onKeys: (keys) => {
      if (!isShown || asked || !isDrafting) return
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
            <button type="button" className="button" onClick={() => setAsking({ how: 'paste', over: code })}>
              <Icon name="code" />
              {t('paste.open')}
            </button>
            <button type="button" className="button" onClick={() => setAsking({ how: 'type', over: code })}>
              <Icon name="keys" />
              {t('typing.open')}
            </button>
          </div>
        </div>
        <AmountPanel onConfirm={() => void confirmSale(till)} />
      </div>
      <SaleSteps till={till} />
      {asked === 'paste' && <PasteDialog onText={(text) => hear(text, 'pasted')} onClose={done} />}
      {asked === 'type' && (
        <TypeCodeDialog
          isSpentHere={(codeHash) => spent.has(codeHash)}
          onCode={(named) => {
            take(named, true)
            done()
          }}
          onClose={done}
        />
      )}
    </main>
  )
}
