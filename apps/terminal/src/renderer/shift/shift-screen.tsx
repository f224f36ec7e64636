import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig } from '../app/log-context.ts'
import { useTimeOfDay } from '../components/relative-time.ts'
import { personName } from '../receipt/receipt-facts.ts'
import { ReceiptDialog } from '../receipt/receipt-dialog.tsx'
import { xReceipt } from '../receipt/shift-receipt.ts'
import { CashMoveDialog } from './cash-move-dialog.tsx'
import { CloseShiftDialog } from './close-shift-dialog.tsx'
import { DrawerDialog } from './drawer-dialog.tsx'
import { EarlierShifts } from './earlier-shifts.tsx'
import { FiguresView } from './figures-view.tsx'
import { OpenShiftDialog } from './open-shift-dialog.tsx'
import type { Shift } from './read-shifts.ts'
import { ShiftDialog } from './shift-dialog.tsx'
import { useOpenShift, useShiftContent } from './use-shift.ts'

type Asked = { for: 'nothing' | 'open' | 'cash_in' | 'cash_out' | 'drawer' | 'x' | 'close' } | { for: 'report'; shiftId: string }
type Ask = (asked: Asked) => void

/** The drawer and the shift: everything here is read from the log, so it is the same with the server away. */
export function ShiftScreen() {
  const { t } = useTranslation()
  const shift = useOpenShift()
  const content = useShiftContent(shift)
  const [asked, ask] = useState<Asked>({ for: 'nothing' })
  const done = () => ask({ for: 'nothing' })

  return (
    <main className="list-screen" aria-labelledby="shift-title">
      <div className="list-head">
        <h1 id="shift-title">{t('shift.title')}</h1>
        {shift && <OpenSince shift={shift} />}
        <ShiftActions isOpen={shift !== undefined} mayClose={content !== null} ask={ask} />
      </div>
      {!shift && (
        <section className="panel shift-none">
          <h2>{t('shift.none')}</h2>
          <p className="soft">{t('shift.noneWords')}</p>
        </section>
      )}
      {content && <FiguresView figures={content.figures} />}
      <EarlierShifts onOpen={(shiftId) => ask({ for: 'report', shiftId })} />
      {asked.for === 'open' && <OpenShiftDialog onClose={done} />}
      {(asked.for === 'cash_in' || asked.for === 'cash_out') && <CashMoveDialog kind={asked.for} onClose={done} />}
      {asked.for === 'drawer' && <DrawerDialog onClose={done} />}
      {asked.for === 'x' && shift && content && (
        <ReceiptDialog printKey={null} make={(facts) => xReceipt(shift, content.figures, facts)} onClose={done} />
      )}
      {asked.for === 'close' && shift && content && (
        <CloseShiftDialog shift={shift} content={content} onBack={done} onClosed={(shiftId) => ask({ for: 'report', shiftId })} />
      )}
      {asked.for === 'report' && <ShiftDialog shiftId={asked.shiftId} onClose={done} />}
    </main>
  )
}

function OpenSince({ shift }: { shift: Shift }) {
  const { t } = useTranslation()
  const config = useConfig()
  const timeOfDay = useTimeOfDay(config.merchant.timeZone)
  const { recordedAt, cashierId } = shift.open.body
  return <p className="soft">{t('shift.since', { time: timeOfDay(recordedAt), name: personName(cashierId, { config }) })}</p>
}

function ShiftActions({ isOpen, mayClose, ask }: { isOpen: boolean; mayClose: boolean; ask: Ask }) {
  const { t } = useTranslation()
  if (!isOpen)
    return (
      <div className="actions">
        <OpenDrawer ask={ask} />
        <button type="button" className="button button-primary" onClick={() => ask({ for: 'open' })}>
          {t('shift.open')}
        </button>
      </div>
    )
  return (
    <div className="actions">
      <button type="button" className="button" onClick={() => ask({ for: 'cash_in' })}>
        {t('shift.cash_in')}
      </button>
      <button type="button" className="button" onClick={() => ask({ for: 'cash_out' })}>
        {t('shift.cash_out')}
      </button>
      <OpenDrawer ask={ask} />
      <button type="button" className="button" disabled={!mayClose} onClick={() => ask({ for: 'x' })}>
        {t('shift.x')}
      </button>
      <button type="button" className="button button-primary" disabled={!mayClose} onClick={() => ask({ for: 'close' })}>
        {t('shift.close')}
      </button>
    </div>
  )
}

function OpenDrawer({ ask }: { ask: Ask }) {
  const { t } = useTranslation()
  return (
    <button type="button" className="button" onClick={() => ask({ for: 'drawer' })}>
      {t('shift.drawer.open')}
    </button>
  )
}
