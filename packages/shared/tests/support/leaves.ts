type Path = (string | number)[]

/** Every value inside a JSON-like value that holds no other, with the way to it. */
export function leavesOf(value: unknown, path: Path = []): { path: Path; value: unknown }[] {
  if (value === null || typeof value !== 'object') return [{ path, value }]
  if (Array.isArray(value)) return value.flatMap((item, i) => leavesOf(item, [...path, i]))
  return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]))
}

/** A deep copy with another value at a path. */
export function withValue(root: unknown, path: Path, value: unknown): unknown {
  const [head, ...rest] = path
  if (head === undefined) return value
  if (Array.isArray(root)) return root.map((item, i) => (i === head ? withValue(item, rest, value) : item))
  const record = root as Record<string, unknown>
  return { ...record, [head]: withValue(record[head], rest, value) }
}

/** Every object inside a value, the value itself among them. */
export function objectsOf(value: unknown, path: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return []
  const inner = Array.isArray(value)
    ? value.flatMap((item, i) => objectsOf(item, [...path, i]))
    : Object.entries(value).flatMap(([key, item]) => objectsOf(item, [...path, key]))
  return Array.isArray(value) ? inner : [path, ...inner]
}
