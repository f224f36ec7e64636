/** The shape of an English catalogue; Chinese has no plural, so `_one` is never asked for and may be left out. */
export type Words<T> = { [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : Words<T[K]> }
