import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isWholePairingCode, tidyPairingCode } from '../pairing/pairing-code.ts'
import { type PairingFault, pairDevice } from '../pairing/pair-device.ts'

/** Pairs this device anew with a code of an administrator: a new key and new numbers, while what the old pairing recorded still drains. */
export function RepairPanel() {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const [isPairing, setPairing] = useState(false)
  const [result, setResult] = useState<PairingFault | 'done' | null>(null)

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    setPairing(true)
    setResult((await pairDevice(code, null)) ?? 'done')
    setPairing(false)
    setCode('')
  }

  return (
    <section className="panel settings-part">
      <h2>{t('repair.title')}</h2>
      <p className="soft">{t('repair.words')}</p>
      <form className="actions" onSubmit={(event) => void submit(event)}>
        <label className="field repair-code">
          <span>{t('pairing.code')}</span>
          <input
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            placeholder="XXXX-XXXX"
            value={code}
            onChange={(event) => setCode(tidyPairingCode(event.target.value))}
          />
        </label>
        <button type="submit" className="button" disabled={isPairing || !isWholePairingCode(code)}>
          {isPairing ? t('pairing.busy') : t('pairing.submit')}
        </button>
      </form>
      <output className={result === 'done' || result === null ? undefined : 'error'}>
        {result === 'done' && t('repair.done')}
        {result !== null && result !== 'done' && t(`pairing.fault.${result}`)}
      </output>
    </section>
  )
}
