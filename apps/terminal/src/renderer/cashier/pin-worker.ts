import { compare } from 'bcryptjs'

export type PinQuestion = { id: number; pin: string; hash: string }
export type PinAnswer = { id: number; matches: boolean }

// At cost 12 a comparison takes most of a second: long enough to freeze the camera if it ran beside it.
self.addEventListener('message', (event: MessageEvent<PinQuestion>) => {
  const { id, pin, hash } = event.data
  void compare(pin, hash).then((matches) => self.postMessage({ id, matches } satisfies PinAnswer))
})
