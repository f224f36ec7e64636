let keyIds = 0

/** Servers of one test share a database, which knows one key by each id: an id left to chance met another's once in forty runs. */
export const nextKeyId = (): number => 1 + (keyIds++ % 255)
