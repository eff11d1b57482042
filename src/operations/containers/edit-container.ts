import type { Access } from '../../access/access.ts';
import {
  demandAttach,
  demandConfigure,
  detach,
  findContainer,
  updateContainer,
  type ContainerRow,
} from '../../access/containers.ts';
import type { Writing } from '../../access/session.ts';
import { Conflict, Invalid } from '../../domain/errors.ts';
import { containerName } from '../../domain/name-key.ts';
import { containerKindOf, type ContainerKind } from '../../kinds/containers.ts';
import { showContainer, type ShownContainer } from './show-containers.ts';
import { findNamed, parseValues, type FieldTexts, type NamedThings } from './values.ts';

/** Changes what is stated; `rename` is the new name. */
export async function editContainer(
  access: Access,
  kind: ContainerKind,
  ref: string,
  texts: FieldTexts,
  rename: string | undefined,
): Promise<ShownContainer & { result: 'updated' | 'unchanged' }> {
  return access.write(async (writing) => {
    const row = await findContainer(writing, kind, ref);
    const named = await findNamed(writing, texts);
    const before = await showContainer(writing, kind, `id:${row.id}`);
    if (onlyDetaches(texts, rename)) {
      if (row.project_id !== null) await detachFrom(writing, row);
      return {
        ...(await showContainer(writing, kind, `id:${row.id}`)),
        result: row.project_id === null ? 'unchanged' : 'updated',
      };
    }
    await demandConfigure(writing, kind, row);
    await demandProjectRight(writing, row, texts, named);
    const values = parseValues(kind, texts, named);
    if (
      values.container['privacy'] === 'project' &&
      (named.project === null || (named.project === undefined && row.project_id === null))
    )
      throw new Invalid('the privacy project needs a project', 'Give --project too.');
    if (
      values.container['project_id'] === null &&
      row.privacy === 'project' &&
      values.container['privacy'] === undefined
    )
      throw stillPrivateToProject(row);
    if (rename !== undefined) {
      const name = containerName(rename);
      if (!name.ok) throw new Invalid(`a ${kind.name} cannot be called ${rename}: ${name.message}`);
      values.container['name'] = name.value;
    }
    for (const [column, value] of Object.entries(values.container))
      if (value === (row[column as keyof ContainerRow] ?? null)) delete values.container[column];
    await updateContainer(
      writing,
      kind,
      row,
      values,
      pick(before, [...Object.keys(texts), ...(rename === undefined ? [] : ['name'])]),
    );
    const after = await showContainer(writing, kind, `id:${row.id}`);
    const changed = Object.keys(after).some(
      (key) => key !== 'updated_at' && JSON.stringify(after[key]) !== JSON.stringify(before[key]),
    );
    return { ...after, result: changed ? 'updated' : 'unchanged' };
  });
}

/** Taking a dataset out of its project is the one edit that the project's owner may do to a dataset of somebody else. */
const onlyDetaches = (texts: FieldTexts, rename: string | undefined): boolean =>
  rename === undefined && Object.keys(texts).join() === 'project' && texts['project'] === null;

async function detachFrom(writing: Writing, row: ContainerRow): Promise<void> {
  if (row.privacy === 'project') throw stillPrivateToProject(row);
  await detach(writing, row);
}

const stillPrivateToProject = (row: ContainerRow): Conflict =>
  new Conflict(
    `dataset/${row.name} has the privacy project, so it needs its project`,
    `Change its privacy too: vasculum dataset edit ${row.name} --unset project --privacy authorized`,
    'invariant',
  );

/** Entering a project, or opening the dataset to the members of the one it is in, needs a role in that project. */
async function demandProjectRight(
  writing: Writing,
  row: ContainerRow,
  texts: FieldTexts,
  named: NamedThings,
): Promise<void> {
  if (named.project != null && named.project.id !== row.project_id) return demandAttach(writing, named.project);
  if (texts['privacy'] !== 'project' || row.privacy === 'project' || row.project_id === null) return;
  const project = await projectOf(writing, row.project_id);
  await demandAttach(writing, project);
}

async function projectOf(writing: Writing, id: number): Promise<ContainerRow> {
  return findContainer(writing, containerKindOf('project'), `id:${id}`);
}

const pick = (shown: ShownContainer, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(keys.map((key) => [key, shown[key] ?? null]));
