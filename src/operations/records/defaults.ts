import { lookupOf } from '../../access/lookup.ts';
import type { Reading } from '../../access/session.ts';
import { NotFound } from '../../domain/errors.ts';
import { listUsers } from '../../access/users.ts';
import type { Found, RecordKind } from '../../kinds/kind.ts';

/** The user's own person and dataset, for columns that are absent altogether; `used` says in words what stood in. */
export async function defaultsOf(
  reading: Reading,
  kind: RecordKind,
  given: ReadonlySet<string>,
): Promise<{ defaults: Map<string, Found>; used: Record<string, string> }> {
  const defaults = new Map<string, Found>();
  const used: Record<string, string> = {};
  const wanted = kind.fields.filter(({ name, fallback }) => fallback !== undefined && !given.has(name));
  if (wanted.length === 0 || reading.actor.id === 0) return { defaults, used };
  const [user] = await listUsers(reading, reading.actor.id);
  for (const { name, fallback } of wanted) {
    const id = fallback === 'person' ? user?.person_id : user?.default_dataset_id;
    if (id == null) continue;
    const found = (await lookupOf(reading, fallback === 'person' ? 'person' : 'dataset')).byId(id);
    if (found === undefined)
      throw new NotFound(
        `your default ${fallback} is not there, or you can no longer see it`,
        `Name one, or choose another default: vasculum user edit me`,
      );
    defaults.set(name, found);
    used[name] = String(found[fallback === 'person' ? 'abbreviation' : 'name']);
  }
  return { defaults, used };
}
