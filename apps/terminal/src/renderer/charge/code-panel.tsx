import { maskCardNo } from '@mps/shared'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AcceptedCode } from '../scanner/judge-scan.ts'
import { Icon } from '../components/icon.tsx'
import { RechargeDialog } from '../transactions/recharge-dialog.tsx'
import { useCharge } from './charge-store.ts'

/** What was scanned: the member's card, or in plain words why a code is not taken and what to do. */
export function CodePanel() {
  const { t } = useTranslation()
  const { code, otherCode, fault, dropCode, take } = useCharge()
  const [recharging, setRecharging] = useState<AcceptedCode | null>(null)

  return (
    <section className={`code-panel panel ${code ? 'is-good' : fault ? 'is-bad' : ''}`} aria-label={t('code.title')}>
      <div aria-live="polite" className="code-words">
        {code ? (
          <>
            <strong>
              <Icon name="check" /> {t(`cardType.${code.cardType}`)} <span className="money">{maskCardNo(code.cardNo)}</span>
            </strong>
            <span className="soft">{discountWords(t, code.discountPermille)}</span>
          </>
        ) : (
          !fault && <strong className="soft">{t('code.ask')}</strong>
        )}
        {fault && (
          <div className="code-fault">
            <strong>
              <Icon name="warning" /> {t(`fault.${fault}.title`)}
            </strong>
            <span>{t(`fault.${fault}.next`)}</span>
          </div>
        )}
        {otherCode && <span>{t('code.other', { card: maskCardNo(otherCode.cardNo) })}</span>}
      </div>
      <div className="actions">
        {otherCode && (
          <button type="button" className="button" onClick={() => take(otherCode, true)}>
            {t('code.useOther')}
          </button>
        )}
        {code && code.cardType !== 'voucher' && (
          <button type="button" className="button button-quiet" onClick={() => setRecharging(code)}>
            {t('recharge.open')}
          </button>
        )}
        {code && (
          <button type="button" className="button button-quiet" onClick={dropCode}>
            {t('code.drop')}
          </button>
        )}
      </div>
      {recharging && <RechargeDialog code={recharging} onClose={() => setRecharging(null)} />}
    </section>
  )
}

type Translate = ReturnType<typeof useTranslation>['t']

function discountWords(t: Translate, permille: number): string {
  return permille === 1000 ? t('code.noDiscount') : t('code.discount', { percent: (1000 - permille) / 10 })
}
