import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { platform } from '../app/platform.ts'
import { LanguageChoice } from '../settings/language-choice.tsx'
import { isWholePairingCode, serverOrigin, tidyPairingCode } from './pairing-code.ts'
import { type PairingFault, pairDevice } from './pair-device.ts'
import { serverAddress } from './server-address.ts'

/** Makes this device a terminal of a shop, once. */
export function PairingScreen() {
  const { t } = useTranslation()
  const [server, setServer] = useState(serverAddress() ?? '')
  const [code, setCode] = useState('')
  const [isPairing, setPairing] = useState(false)
  const [fault, setFault] = useState<PairingFault | null>(null)

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    setPairing(true)
    setFault(await pairDevice(code, platform.asksForServer ? serverOrigin(server) : null))
    setPairing(false)
  }

  const isReady = isWholePairingCode(code) && (!platform.asksForServer || serverOrigin(server) !== null)
  return (
    <main className="entrance">
      <form className="panel entrance-panel" aria-labelledby="pairing-title" onSubmit={(event) => void submit(event)}>
        <h1 id="pairing-title">{t('pairing.title')}</h1>
        <p className="soft">{t('pairing.words')}</p>
        {platform.asksForServer && (
          <label className="field">
            <span>{t('pairing.server')}</span>
            <input
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              value={server}
              onChange={(event) => setServer(event.target.value)}
            />
          </label>
        )}
        <label className="field">
          <span>{t('pairing.code')}</span>
          <input
            className="pairing-code"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            placeholder="XXXX-XXXX"
            value={code}
            onChange={(event) => setCode(tidyPairingCode(event.target.value))}
          />
        </label>
        <p className="error" role="alert">
          {fault && t(`pairing.fault.${fault}`)}
        </p>
        <button type="submit" className="button button-primary button-large" disabled={!isReady || isPairing}>
          {isPairing ? t('pairing.busy') : t('pairing.submit')}
        </button>
        <LanguageChoice />
      </form>
    </main>
  )
}
