import type { CardMember } from '@mps/shared/card'
import type { MemberCard } from '@mps/shared/me'
import { parseAmount } from '@mps/shared/money'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Dialog } from '../components/dialog.tsx'
import { FaultNote } from '../components/fault-note.tsx'
import { Field, textOf } from '../components/field.tsx'
import { Segments } from '../components/segments.tsx'
import { useAction } from '../components/use-action.ts'
import { useWallet } from '../shell/wallet-context.ts'

type Role = CardMember['role']
const ROLES = { owner: ['viewer', 'member', 'admin', 'owner'], admin: ['viewer', 'member'] } as const

type Props = { card: MemberCard; person: CardMember; currency: string; onClose: () => void; onChanged: () => void }

/** A person's role and limits on a card, and the way to take them off it. */
export function PersonDialog({ card, person, currency, onClose, onChanged }: Props) {
  const { t } = useTranslation()
  const { role, setRole, wrong, submit, remove, isBusy, fault } = usePerson(card, person, onChanged)
  const choices: readonly Role[] = card.role === 'owner' ? ROLES.owner : ROLES.admin
  return (
    <Dialog title={person.name} onClose={onClose}>
      <p className="muted">{t('settings.member_no', { number: person.memberNo })}</p>
      <form className="dialog-form" onSubmit={submit} noValidate>
        <Segments
          label={t('people.role')}
          options={choices.map((value) => ({ value, label: t(`role.${value}`) }))}
          value={role}
          onChange={setRole}
        />
        <p className="field-hint">{t(`role_hint.${role}`)}</p>
        {(role === 'member' || role === 'admin') && (
          <>
            <LimitField
              name="limit_per_charge"
              label={t('people.limit_per_charge', { currency })}
              amount={person.limitPerCharge}
              isWrong={wrong}
            />
            <LimitField name="limit_per_day" label={t('people.limit_per_day', { currency })} amount={person.limitPerDay} isWrong={wrong} />
          </>
        )}
        {fault && <FaultNote fault={fault} />}
        <div className="dialog-actions">
          <button type="button" className="plain-button" onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="submit" className="main-button" disabled={isBusy}>
            {t(isBusy ? 'common.working' : 'common.save')}
          </button>
        </div>
        <RemoveButton isBusy={isBusy} onRemove={remove} />
      </form>
    </Dialog>
  )
}

function LimitField({ name, label, amount, isWrong }: { name: string; label: string; amount: number | null; isWrong: boolean }) {
  const { t } = useTranslation()
  const error = isWrong ? t('people.limit_wrong') : undefined
  return (
    <Field
      name={name}
      label={label}
      inputMode="decimal"
      autoComplete="off"
      maxLength={12}
      defaultValue={amount === null ? '' : String(amount / 100)}
      hint={t('people.limit_hint')}
      error={error}
    />
  )
}

/** Twice, for one tap too many would end somebody's payments. */
function RemoveButton({ isBusy, onRemove }: { isBusy: boolean; onRemove: () => void }) {
  const { t } = useTranslation()
  const [isAsked, setAsked] = useState(false)
  return (
    <button
      type="button"
      className={isAsked ? 'main-button grave-button wide-button' : 'quiet-button wide-button is-grave'}
      disabled={isBusy}
      onClick={isAsked ? onRemove : () => setAsked(true)}
    >
      {t(isAsked ? 'people.remove_confirm' : 'people.remove')}
    </button>
  )
}

function usePerson(card: MemberCard, person: CardMember, onChanged: () => void) {
  const { api } = useWallet()
  const { isBusy, fault, run } = useAction()
  const [role, setRole] = useState<Role>(person.role)
  const [wrong, setWrong] = useState(false)
  const save = async (form: FormData) => {
    const limits = { limitPerCharge: limitOf(textOf(form, 'limit_per_charge')), limitPerDay: limitOf(textOf(form, 'limit_per_day')) }
    const isWrong = Object.values(limits).includes(undefined)
    setWrong(isWrong)
    if (isWrong) return
    if (await run(() => api.changeCardMember(card.id, person.memberId, { role, ...limits }))) onChanged()
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    void save(new FormData(event.currentTarget))
  }
  const unbind = async () => {
    if (await run(() => api.unbindMember(card.id, person.memberId))) onChanged()
  }
  return { role, setRole, wrong, submit, remove: () => void unbind(), isBusy, fault }
}

/** An empty field is no limit (null); what is no amount is undefined. */
function limitOf(text: string): number | null | undefined {
  if (text.trim() === '') return null
  const amount = parseAmount(text.replaceAll(',', ''))
  return amount === null || amount === 0 ? undefined : amount
}
