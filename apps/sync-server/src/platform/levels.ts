import type { Level } from '@mps/shared'
import type pg from 'pg'
import type { z } from 'zod'

type LevelRow = z.infer<typeof Level>

/** The active levels, the lowest first. */
export async function readLevels(client: pg.ClientBase): Promise<LevelRow[]> {
  const { rows } = await client.query<LevelRow>(
    `select l.level, l.name, l.min_points as "minPoints", l.max_points as "maxPoints", (l.discount * 1000)::int as discount
     from app.membership_levels l where l.is_active order by l.level`,
  )
  return rows
}

/** Levels as app.replace_membership_levels takes them. */
export function levelRows(levels: readonly LevelRow[]): Record<string, unknown>[] {
  return levels.map(({ level, name, minPoints, maxPoints, discount }) => ({
    level,
    name,
    min_points: minPoints,
    max_points: maxPoints,
    discount: (discount / 1000).toFixed(3),
  }))
}
