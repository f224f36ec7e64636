import type { LateDecline } from '@mps/shared'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig, useLog } from '../app/log-context.ts'
import { useLive } from '../app/use-live.ts'
import { Dialog } from '../components/dialog.tsx'
import { Money } from '../components/money.tsx'
import { useTimeOfDay } from '../components/relative-time.ts'
import { ChargeAgain } from './charge-again.tsx'
import { EndForm } from './end-form.tsx'
import { chargeAgainState } from './late-declines.ts'

/** One late decline: who owes what, and the three ways in which it can end. */
export function LateDeclineDialog({ late, onClose }: { late: LateDecline; onClose: () => void }) {
  const { t } = useTranslation()
  const [act, setAct] = useState<'nothing' | 'again' | 'write-off' | 'debt'>('nothing')
  return (
    <Dialog title={t('lateDeclines.one')} onClose={onClose} wide>
      <Facts late={late} />
      {act === 'nothing' && <Choices late={late} onChoose={setAct} onClose={onClose} />}
      {act === 'again' && <ChargeAgain late={late} onClose={onClose} />}
      {(act === 'write-off' || act === 'debt') && <EndForm late={late} end={act} onEnded={onClose} onCancel={() => setAct('nothing')} />}
    </Dialog>
  )
}

function Facts({ late }: { late: LateDecline }) {
  const { t } = useTranslation()
  const { merchant, currency } = useConfig()
  const timeOfDay = useTimeOfDay(merchant.timeZone)
  const facts: [string, React.ReactNode][] = [
    [t('lateDeclines.member'), late.memberNo ?? '–'],
    [t('lateDeclines.card'), late.cardEnding === null ? '–' : `… ${late.cardEnding}`],
    [t('price.final'), <Money key="final" minor={late.final} currency={currency} />],
    [t('lateDeclines.sold'), timeOfDay(late.scannedAt)],
    [t('entry.reason'), t(`declineReason.${late.code}`)],
    [t('lateDeclines.terminal'), late.terminalLabel],
    [t('lateDeclines.until'), timeOfDay(late.mayChargeAgainUntil)],
  ]
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

type ChoicesProps = { late: LateDecline; onChoose: (act: 'again' | 'write-off' | 'debt') => void; onClose: () => void }

function Choices({ late, onChoose, onClose }: ChoicesProps) {
  const { t } = useTranslation()
  const log = useLog()
  const identity = useLive(log.identity)
  const again = chargeAgainState(late, identity?.terminalId, Date.parse(log.now()))
  return (
    <>
      {again !== 'possible' && <p className="soft">{t(`lateDeclines.again.${again}`, { terminal: late.terminalLabel })}</p>}
      <div className="actions">
        <button type="button" className="button" onClick={() => onChoose('write-off')}>
          {t('lateDeclines.writeOff')}
        </button>
        {late.mayBecomeDebt && (
          <button type="button" className="button" onClick={() => onChoose('debt')}>
            {t('lateDeclines.debt')}
          </button>
        )}
        {again === 'possible' && (
          <button type="button" className="button button-primary" onClick={() => onChoose('again')}>
            {t('lateDeclines.chargeAgain')}
          </button>
        )}
        <button type="button" className="button" onClick={onClose}>
          {t('common.close')}
        </button>
      </div>
    </>
  )
}
