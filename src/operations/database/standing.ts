import type { Admitted, Reading } from '../../access/session.ts';
import { shownScope } from '../tokens/scope-words.ts';

export interface Standing {
  admitted: Admitted;
  /** What the token allows; null where nothing holds the actor back. */
  scope: string[] | null;
}

/** Who acts, on what grounds, and how far a token lets them. */
export async function standing(reading: Reading): Promise<Standing> {
  const { scope } = reading.actor;
  return { admitted: reading.admitted, scope: scope === undefined ? null : await shownScope(reading, scope) };
}
