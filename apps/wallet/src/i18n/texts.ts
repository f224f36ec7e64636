/** The same keys as a catalogue, with any text as value: a missing or a surplus key is an error of types. */
export type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }
