import { schemaVersionOf, type Access } from '../../access/access.ts';
import { countRecords } from '../../access/records.ts';
import { readSettings } from '../../access/settings.ts';
import { readableContainers } from '../../access/containers.ts';
import { listUsers } from '../../access/users.ts';
import { containerKinds } from '../../kinds/containers.ts';
import { kinds } from '../../kinds/index.ts';

export interface Status {
  path: string;
  schema_version: number;
  /** Of what the actor reads. */
  counts: Record<string, number>;
  settings: Record<string, string>;
}

export async function status(access: Access, path: string): Promise<Status> {
  return access.read(async (reading) => {
    const counts: Record<string, number> = { users: (await listUsers(reading)).length };
    for (const kind of containerKinds) counts[kind.plural] = (await readableContainers(reading, kind)).length;
    for (const kind of kinds) counts[kind.plural] = await countRecords(reading, kind);
    return { path, schema_version: schemaVersionOf(reading), counts, settings: await readSettings(reading) };
  });
}
