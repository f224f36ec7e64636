import { useTranslation } from 'react-i18next'
import { ApprovalDialog } from '../cashier/approval-dialog.tsx'
import { Dialog } from '../components/dialog.tsx'
import { Money } from '../components/money.tsx'
import type { DraftCharge } from '../log/index.ts'
import { useCharge } from './charge-store.ts'
import { NotRecorded } from './not-recorded.tsx'
import { OutcomeView } from './outcome-view.tsx'
import { goOn, record, type Till } from './record-charge.ts'
import { WorkingView } from './working-view.tsx'

/** What comes after the cashier confirmed: the questions that must be asked, and how the sale ended. */
export function SaleSteps({ till }: { till: Till }) {
  const { step, startSale } = useCharge()
  const backToDraft = () => useCharge.setState({ step: { at: 'drafting' } })

  if (step.at === 'drafting') return null
  if (step.at === 'checking' || step.at === 'recording') return <WorkingView />
  if (step.at === 'asking_duplicate')
    return (
      <DuplicateDialog
        draft={step.draft}
        till={till}
        onYes={() => void goOn(till, step.draft)}
        onNo={backToDraft}
        earlier={step.earlier.atMs}
      />
    )
  if (step.at === 'asking_manager') {
    const { draft } = step
    return (
      <ApprovalDialog
        onApproved={(managerId) => void record(till, { ...draft, approval: { managerId, how: 'pin' } })}
        onCancel={backToDraft}
      >
        <ApprovalWords final={draft.quoted.final} till={till} />
      </ApprovalDialog>
    )
  }
  if (step.at === 'not_recorded')
    return <NotRecorded error={step.error} onAgain={() => void record(till, step.draft)} onBack={backToDraft} />
  return <OutcomeView key={step.entryId} entryId={step.entryId} till={till} onNext={startSale} />
}

function ApprovalWords({ final, till }: { final: number; till: Till }) {
  const { t } = useTranslation()
  return (
    <p>
      {t('approval.offlineCharge')}{' '}
      <strong>
        <Money minor={final} currency={till.config.currency} />
      </strong>
    </p>
  )
}

type DuplicateDialogProps = { draft: DraftCharge; till: Till; earlier: number; onYes: () => void; onNo: () => void }

function DuplicateDialog({ draft, till, earlier, onYes, onNo }: DuplicateDialogProps) {
  const { t } = useTranslation()
  const agoS = Math.max(1, Math.round((Date.parse(till.log.now()) - earlier) / 1000))
  return (
    <Dialog title={t('duplicate.title')} onClose={onNo}>
      <p>
        {t('duplicate.words', { count: agoS })}{' '}
        <strong>
          <Money minor={draft.amount} currency={till.config.currency} />
        </strong>
      </p>
      <div className="actions">
        <button type="button" className="button" onClick={onYes}>
          {t('duplicate.yes')}
        </button>
        <button type="button" className="button button-primary" onClick={onNo}>
          {t('duplicate.no')}
        </button>
      </div>
    </Dialog>
  )
}
