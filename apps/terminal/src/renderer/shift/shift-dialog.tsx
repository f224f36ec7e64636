import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLog } from '../app/log-context.ts'
import { Dialog } from '../components/dialog.tsx'
import { Money } from '../components/money.tsx'
import { ReceiptDialog } from '../receipt/receipt-dialog.tsx'
import { supplementReceipt, zReceipt } from '../receipt/shift-receipt.ts'
import { type Shift, zNumberOf } from './read-shifts.ts'
import { ReconcilePanel } from './reconcile-panel.tsx'
import { useShifts } from './shift-store.ts'
import { leftOf, type Supplement, supplementOf } from './supplement.ts'
import { type ShiftContent, useShiftContent } from './use-shift.ts'

/** A shift that is over: its Z report, what has come in since, and whether the server says the same. */
export function ShiftDialog({ shiftId, onClose }: { shiftId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const shift = useShifts(({ shifts }) => shifts?.find((one) => one.shiftId === shiftId))
  const content = useShiftContent(shift)
  const [shows, setShows] = useState<'shift' | 'z' | 'supplement'>('shift')
  const log = useLog()
  if (!shift) return null
  const z = shift.close?.body.figures
  const supplement = z && content ? supplementOf(z, content.figures) : null
  const back = () => setShows('shift')

  if (shows === 'z') return <ReceiptDialog printKey={`z ${shiftId}`} make={(facts) => zReceipt(shift, facts)} onClose={back} />
  if (shows === 'supplement' && supplement) {
    const key = `supplement ${shiftId} ${supplement.left.count}`
    return <ReceiptDialog printKey={key} make={(facts) => supplementReceipt(shift, supplement, log.now(), facts)} onClose={back} />
  }
  return (
    <Dialog title={titleOf(t, shift)} onClose={onClose} wide>
      {z && content && <SupplementPanel supplement={supplement} content={content} onShow={() => setShows('supplement')} />}
      {content && <ReconcilePanel shift={shift} content={content} />}
      <div className="actions">
        <button type="button" className="button" onClick={onClose}>
          {t('common.close')}
        </button>
        {z && (
          <button type="button" className="button button-primary" onClick={() => setShows('z')}>
            {t('shift.z')}
          </button>
        )}
      </div>
    </Dialog>
  )
}

function titleOf(t: ReturnType<typeof useTranslation>['t'], shift: Shift): string {
  const number = zNumberOf(shift)
  return number === null ? t('shift.unclosed') : t('shift.zNumber', { number })
}

function SupplementPanel({ supplement, content, onShow }: { supplement: Supplement | null; content: ShiftContent; onShow: () => void }) {
  const { t } = useTranslation()
  const left = leftOf(content.figures)
  return (
    <section className="shift-part" aria-label={t('shift.supplement')}>
      <h3>{t('shift.supplement')}</h3>
      {!supplement && <p className="soft">{t('shift.supplementNone')}</p>}
      {supplement && (
        <dl className="facts">
          {supplement.changes.map(({ part, count, net }) => (
            <div key={part}>
              <dt>
                {t(`shift.figures.${part}`)} <span className="money">({count > 0 ? `+${count}` : count})</span>
              </dt>
              <dd>
                <Money minor={net} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className={left.count > 0 ? 'state tone-warn' : 'state tone-good'}>
        {left.count > 0 ? t('shift.leftWords', { count: left.count }) : t('shift.leftNothing')}
      </p>
      {supplement && (
        <div className="actions">
          <button type="button" className="button" onClick={onShow}>
            {t('shift.supplementShow')}
          </button>
        </div>
      )}
    </section>
  )
}
