import { useTranslation } from 'react-i18next'
import { Segments } from '../components/segments.tsx'
import { useSettings } from './settings-store.ts'

/** Whether the end of a sale is heard. */
export function SoundChoice() {
  const { t } = useTranslation()
  const { isSoundOn, setSound } = useSettings()
  return (
    <Segments
      label={t('settings.sound')}
      options={[
        { value: 'on', label: t('settings.sounds.on') },
        { value: 'off', label: t('settings.sounds.off') },
      ]}
      value={isSoundOn ? 'on' : 'off'}
      onChange={(value) => setSound(value === 'on')}
    />
  )
}
