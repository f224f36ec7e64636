import type { LateDecline } from '@mps/shared'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useConfig, useLog } from '../app/log-context.ts'
import { Icon } from '../components/icon.tsx'
import { Money } from '../components/money.tsx'
import { useDuration, useTimeOfDay } from '../components/relative-time.ts'
import { LateDeclineDialog } from './late-decline-dialog.tsx'
import { fetchOpen, type LateDeclinesState } from './late-declines.ts'

/** Sales that were accepted without the server and not settled by it: each waits here until a manager has dealt with it. */
export function LateDeclinesPanel() {
  const { t } = useTranslation()
  const log = useLog()
  const [state, setState] = useState<LateDeclinesState>({ at: 'asking' })
  const [openId, setOpenId] = useState<string | null>(null)

  useEffect(() => {
    let isOver = false
    void fetchOpen(log).then((found) => isOver || setState(found))
    return () => {
      isOver = true
    }
  }, [log])

  const close = () => {
    setOpenId(null)
    void fetchOpen(log).then(setState)
  }
  const list = state.at === 'there' ? state.lateDeclines : []
  const opened = list.find(({ chargeId }) => chargeId === openId)
  return (
    <div className="list-body panel">
      {state.at === 'asking' && <p className="empty">{t('lateDeclines.asking')}</p>}
      {state.at === 'no_answer' && (
        <div className="empty">
          <p>{t('lateDeclines.noAnswer')}</p>
          <button type="button" className="button" onClick={close}>
            {t('opening.again')}
          </button>
        </div>
      )}
      {state.at === 'there' && list.length === 0 && <p className="empty">{t('lateDeclines.empty')}</p>}
      {list.length > 0 && <LateDeclineTable list={list} onOpen={setOpenId} />}
      {opened && <LateDeclineDialog late={opened} onClose={close} />}
    </div>
  )
}

function LateDeclineTable({ list, onOpen }: { list: LateDecline[]; onOpen: (chargeId: string) => void }) {
  const { t } = useTranslation()
  const { merchant } = useConfig()
  const timeOfDay = useTimeOfDay(merchant.timeZone)
  const duration = useDuration()
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region without focus cannot be scrolled by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={t('lateDeclines.title')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('lateDeclines.member')}</th>
            <th scope="col">{t('lateDeclines.sold')}</th>
            <th scope="col" className="right">
              {t('log.amount')}
            </th>
            <th scope="col">{t('lateDeclines.terminal')}</th>
            <th scope="col">{t('entry.reason')}</th>
            <th scope="col">{t('log.age')}</th>
            <th scope="col">
              <span className="visually-hidden">{t('log.open')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {list.map((late) => (
            <tr key={late.chargeId}>
              <th scope="row">{late.memberNo ?? (late.cardEnding === null ? '–' : `… ${late.cardEnding}`)}</th>
              <td className="money">{timeOfDay(late.scannedAt)}</td>
              <td className="right">
                <Money minor={late.final} />
              </td>
              <td>{late.terminalLabel}</td>
              <td>{t(`declineReason.${late.code}`)}</td>
              <td>{duration(late.ageS)}</td>
              <td className="right">
                <button
                  type="button"
                  className="button"
                  aria-label={t('lateDeclines.open', { member: late.memberNo ?? late.cardEnding ?? '' })}
                  onClick={() => onOpen(late.chargeId)}
                >
                  <Icon name="open" />
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
