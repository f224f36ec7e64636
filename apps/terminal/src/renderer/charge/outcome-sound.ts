import type { DisplayState } from '../log/index.ts'
import { useSettings } from '../settings/settings-store.ts'

type Note = { hertz: number; atS: number; lengthS: number }
const note = (hertz: number, atS: number, lengthS = 0.12): Note => ({ hertz, atS, lengthS })

/** Told apart without looking: paid rises, declined falls and stays low, recorded is one even tone. */
const MELODIES: Partial<Record<DisplayState, readonly Note[]>> = {
  paid: [note(880, 0), note(1320, 0.13, 0.18)],
  done: [note(880, 0), note(1320, 0.13, 0.18)],
  recorded_not_settled: [note(660, 0, 0.3)],
  declined: [note(330, 0, 0.2), note(220, 0.22, 0.35)],
  needs_manager: [note(330, 0, 0.2), note(220, 0.22, 0.35)],
  waiting: [note(440, 0), note(440, 0.2), note(440, 0.4)],
}

let context: AudioContext | undefined

/** Plays how a sale ended, where the settings want to hear it. A device without sound stays silent, and sells. */
export function playOutcome(display: DisplayState): void {
  const melody = MELODIES[display]
  if (!melody || !useSettings.getState().isSoundOn) return
  try {
    context ??= new AudioContext()
    // The tap on "Charge" has allowed it; a browser may have paused it since.
    void context.resume()
    for (const one of melody) playNote(context, one)
  } catch (error) {
    console.warn('no sound', error)
  }
}

function playNote(audio: AudioContext, { hertz, atS, lengthS }: Note): void {
  const start = audio.currentTime + atS
  const tone = new OscillatorNode(audio, { frequency: hertz, type: 'triangle' })
  const volume = new GainNode(audio, { gain: 0 })
  // Rising and falling within milliseconds: a tone that is cut off clicks.
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(0.25, start + 0.01)
  volume.gain.setValueAtTime(0.25, start + lengthS - 0.03)
  volume.gain.linearRampToValueAtTime(0, start + lengthS)
  tone.connect(volume).connect(audio.destination)
  tone.start(start)
  tone.stop(start + lengthS)
}
