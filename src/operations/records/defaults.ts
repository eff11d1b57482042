import { lookupOf } from '../../access/lookup.ts';
import type { Reading } from '../../access/session.ts';
import { NotFound } from '../../domain/errors.ts';
import { listUsers } from '../../access/users.ts';
import type { Found, RecordKind } from '../../kinds/kind.ts';

const kept = { person: 'person_id', project: 'default_project_id', dataset: 'default_dataset_id' } as const;

/** The user's own person, project and dataset, for columns that are absent altogether; `used` says in words what stood in. */
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
    const id = fallback === undefined ? undefined : user?.[kept[fallback]];
    if (fallback === undefined || id == null) continue;
    const found = (await lookupOf(reading, fallback)).byId(id);
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
