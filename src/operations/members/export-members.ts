import type { Access } from '../../access/access.ts';
import { findContainer, readableContainers, type ContainerRow } from '../../access/containers.ts';
import { auditRecords, endJob, startJob } from '../../access/jobs.ts';
import { idsWhere } from '../../access/questions.ts';
import { membersOf } from '../../access/rosters.ts';
import type { Reading } from '../../access/session.ts';
import { Usage } from '../../domain/errors.ts';
import { formatMoment } from '../../domain/moment.ts';
import { roleWord } from '../../domain/vocabulary.ts';
import { containerKindNamed, containerKindOf, containerKinds } from '../../kinds/containers.ts';
import { memberColumns, withheldMember } from '../../kinds/member-columns.ts';
import { sinkFor, type ExportFormat, type OutputColumn } from '../export/sinks.ts';

export interface MemberExportWishes {
  format: ExportFormat;
  /** As kind/name; none: every container whose members the actor sees. */
  containers: readonly string[];
  /** Absent: all. Errors: Usage. */
  fields?: string;
  /** As the job keeps them. */
  arguments: unknown;
}

/** Writes who holds which role, as a file that `import members` finds unchanged. Errors: NotFound, Forbidden for a container. */
export async function exportMembers(
  access: Access,
  wishes: MemberExportWishes,
  write: (chunk: string) => Promise<void>,
): Promise<{ rows: number; job: number | null }> {
  const columns = columnsOf(wishes.fields);
  let anonymous = false;
  const rows = await access.read(async (reading) => {
    anonymous = reading.actor.id === 0;
    const containers = await chosen(reading, wishes.containers);
    const sink = sinkFor(wishes.format, columns, write);
    await sink.begin();
    let count = 0;
    for (const container of containers)
      for (const { name, role, until } of await membersOf(reading, container)) {
        count += 1;
        const shown: Record<string, string | null> = {
          container: `${container.kind}/${container.name}`,
          // A group that the actor may not see has no name here.
          member: name === 'a group' ? withheldMember : name,
          role: roleWord(role, container.kind),
          until: until === null ? null : formatMoment(until),
        };
        await sink.row(columns.map((column) => shown[column.name] ?? null));
      }
    await sink.end();
    return count;
  });
  if (access.dryRun || anonymous) return { rows, job: null };
  const job = await access.write(async (writing) => {
    const id = await startJob(writing, { kind: 'export members', arguments: wishes.arguments });
    const counts = { read: rows, created: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 0 };
    await endJob(writing, id, 'success', counts, undefined);
    await auditRecords(writing, 'membership', { after: { exported: rows }, job: id });
    return id;
  });
  return { rows, job };
}

function columnsOf(fields: string | undefined): OutputColumn[] {
  const known: readonly string[] = memberColumns.map(({ name }) => name);
  const wanted = fields === undefined || fields.trim() === 'all' ? known : fields.split(',').map((name) => name.trim());
  return wanted.map((name) => {
    if (!known.includes(name)) throw new Usage(`there is no field ${name}`, `The fields: ${known.join(', ')}`);
    return { name, cell: (text) => text as string | null, present: (text) => text };
  });
}

async function chosen(reading: Reading, texts: readonly string[]): Promise<ContainerRow[]> {
  if (texts.length > 0) {
    const found = new Map<number, ContainerRow>();
    for (const text of texts) {
      const word = text.split('/', 1)[0] ?? '';
      const kind = text.includes('/') ? containerKindNamed(word) : undefined;
      if (kind === undefined)
        throw new Usage(
          `${text} is not kind/name, as in dataset/plot-1`,
          `The kinds: ${containerKinds.map(({ name }) => name).join(', ')}`,
        );
      const row = await findContainer(reading, containerKindOf(kind.name), text.slice(word.length + 1));
      found.set(row.id, row);
    }
    return [...found.values()];
  }
  const seen = await idsWhere(
    reading,
    'members',
    containerKinds.map(({ name }) => name),
  );
  const all: ContainerRow[] = [];
  for (const kind of containerKinds) all.push(...(await readableContainers(reading, kind)));
  return all.filter(({ id }) => seen.has(id));
}
