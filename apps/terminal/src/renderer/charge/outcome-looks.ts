import type { IconName } from '../components/icon.tsx'
import type { DisplayState } from '../log/index.ts'
import type { Tone } from './outcome-frame.tsx'

/** Colour and picture of every state; the words are the catalogue's, under the state's name. */
export const OUTCOME_LOOKS: Record<DisplayState, { tone: Tone; icon: IconName }> = {
  asking: { tone: 'wait', icon: 'wait' },
  paid: { tone: 'good', icon: 'check' },
  declined: { tone: 'bad', icon: 'cross' },
  recorded_not_settled: { tone: 'warn', icon: 'clock' },
  waiting: { tone: 'wait', icon: 'wait' },
  voiding: { tone: 'plain', icon: 'void' },
  voided: { tone: 'plain', icon: 'void' },
  needs_manager: { tone: 'bad', icon: 'manager' },
  done: { tone: 'good', icon: 'check' },
  noted: { tone: 'plain', icon: 'check' },
}
