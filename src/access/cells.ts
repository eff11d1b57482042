import { sql } from 'kysely';
import { roleOf, type Role } from '../domain/vocabulary.ts';

export const viaWords = ['public', 'registered', 'project', 'group', 'direct', 'superadmin'] as const;

/** What somebody has in a container by their strongest path. */
export interface Cell {
  userId: number;
  containerId: number;
  role: Role;
  via: (typeof viaWords)[number];
  /** The group or project of `via`, else 0. */
  through: number;
}

export const viaRank = sql<number>`case via ${sql.join(
  viaWords.map((word, index) => sql`when ${sql.lit(word)} then ${sql.lit(index)}`),
  sql` `,
)} end`;

const base = 2 ** 31;

/** A path as one number, so that one max() decides: role first, then `via`, then the oldest group or project. */
export const codeOf = sql<number>`(role * 10 + ${viaRank}) * ${sql.lit(base)} + ${sql.lit(base - 1)} - coalesce(case via when 'project' then project_id when 'group' then group_id end, 0)`;

export function cellOf({ u, c, code }: { u: number; c: number; code: number }): Cell {
  const word = Math.floor(code / base);
  return {
    userId: u,
    containerId: c,
    role: roleOf(Math.floor(word / 10)),
    via: viaWords[word % 10] ?? 'public',
    through: base - 1 - (code % base),
  };
}
