import type { Access } from '../../access/access.ts';
import { usesOf } from '../../access/biocollections.ts';
import { rolesOfGroup } from '../../access/rosters.ts';
import { demandRemove, detach, removeContainer } from '../../access/container-changes.ts';
import { datasetsOf } from '../../access/containers.ts';
import { findContainer, readableNames, type ContainerRow } from '../../access/containers.ts';
import { auditRecords } from '../../access/jobs.ts';
import { governsAny } from '../../access/placement.ts';
import { deleteContents, holdsRecords, usersAmong } from '../../access/record-removal.ts';
import type { Writing } from '../../access/session.ts';
import { Conflict } from '../../domain/errors.ts';
import { kinds } from '../../kinds/index.ts';
import { containerKindOf, type ContainerKind } from '../../kinds/containers.ts';

export interface Deleted {
  result: 'deleted';
  ref: string;
  /** How many records went with it. */
  records: number;
}

/** A container goes when it is empty; `cascade` takes the records along that it holds. A project never takes a dataset along. */
export async function deleteContainer(
  access: Access,
  kind: ContainerKind,
  ref: string,
  cascade: boolean,
): Promise<Deleted & { warnings: string[] }> {
  return access.write(async (writing) => {
    const row = await findContainer(writing, kind, ref);
    const warnings = kind.name === 'group' ? await endOfRoles(writing, row) : [];
    const records = await deleteFound(writing, kind, row, cascade);
    return { result: 'deleted', ref: `${kind.name}/${row.name}`, records, warnings };
  });
}

/** What the people of the group have through it, where the actor sees it. */
async function endOfRoles(writing: Writing, group: ContainerRow): Promise<string[]> {
  const { seen, unseen } = await rolesOfGroup(writing, group.id);
  const roles = [
    ...seen.map(({ role, container }) => `${role} of ${container}`),
    ...(unseen ? ['roles that you cannot see'] : []),
  ];
  return roles.length === 0 ? [] : [`what people have by group/${group.name} alone ends: ${roles.join(', ')}`];
}

/** Returns how many records went with it. */
export async function deleteFound(
  writing: Writing,
  kind: ContainerKind,
  row: ContainerRow,
  cascade: boolean,
): Promise<number> {
  await demandRemove(writing, kind, row);
  if (kind.name === 'biocollection') await demandUnused(writing, row);
  refuseUsed(writing, row);
  if (kind.name === 'project') {
    refuseFull(writing, row);
    await releaseDatasets(writing, row);
  }
  const records = await empty(writing, row, cascade);
  await removeContainer(writing, kind, row);
  return records;
}

/** What hangs on a biocollection is counted whoever sees it, and never named. */
async function demandUnused(writing: Writing, row: ContainerRow): Promise<void> {
  const label = `biocollection/${row.name}`;
  if (row.managed === 1)
    throw new Conflict(`${label} is managed`, `First: vasculum biocollection unmanage ${row.name}`, 'invariant');
  const uses = await usesOf(writing, row.id);
  if (uses.length > 0)
    throw new Conflict(`${label} is in use: ${uses.join(' and ')} depend on it`, 'Delete or change those first.');
}

/** What uses an attribute is not counted, nor named. Errors: Conflict. */
function refuseUsed(writing: Writing, row: ContainerRow): void {
  const users = usersAmong(writing, row);
  if (users.length > 0)
    throw new Conflict(
      `${row.kind}/${row.name} is in use: ${users.map(({ plural }) => plural).join(' and ')} depend on it`,
      'Let them use another first.',
    );
}

/** Errors: Conflict while it governs records. */
function refuseFull(writing: Writing, project: ContainerRow): void {
  for (const kind of kinds)
    if (governsAny(writing, kind, project.id))
      throw new Conflict(
        `project/${project.name} is not empty`,
        `Move or delete its ${kind.plural} first: vasculum ${kind.name} list --filter project=${project.name}`,
        'not-empty',
      );
}

async function releaseDatasets(writing: Writing, project: ContainerRow): Promise<void> {
  const datasets = await datasetsOf(writing, project.id);
  const bound = datasets.filter(({ privacy }) => privacy === 'project');
  if (bound.length > 0) {
    const names = await readableNames(
      writing,
      containerKindOf('dataset'),
      bound.map(({ id }) => id),
    );
    const seen = [...names.values()].map((name) => `dataset/${name}`);
    throw new Conflict(
      `datasets with the privacy project depend on project/${project.name}: ${[...seen, ...(names.size < bound.length ? ['others you cannot see'] : [])].join(', ')}`,
      'Give each another privacy first: vasculum dataset edit NAME --privacy authorized',
      'invariant',
    );
  }
  for (const dataset of datasets) await detach(writing, dataset);
}

async function empty(writing: Writing, container: ContainerRow, cascade: boolean): Promise<number> {
  if (!(await holdsRecords(writing, container))) return 0;
  if (!cascade)
    throw new Conflict(
      `${container.kind}/${container.name} is not empty`,
      'With --cascade its records are deleted too.',
      'not-empty',
    );
  const counts = await deleteContents(writing, container);
  for (const [kind, deleted] of Object.entries(counts))
    if (deleted > 0) await auditRecords(writing, kind, { before: { [container.kind]: container.name, deleted } });
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
