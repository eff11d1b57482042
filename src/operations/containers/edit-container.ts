import { withArticle } from '../../domain/article.ts';
import type { Writer } from '../../access/access.ts';
import {
  demandAttach,
  demandConfigure,
  detach,
  updateContainer,
  type ContainerValues,
} from '../../access/container-changes.ts';
import { containerChanged, findContainer, type ContainerRow } from '../../access/containers.ts';
import { may } from '../../access/questions.ts';
import type { Writing } from '../../access/session.ts';
import { Conflict, Forbidden, Invalid } from '../../domain/errors.ts';
import { containerName } from '../../domain/name-key.ts';
import { containerKindOf, type ContainerKind } from '../../kinds/containers.ts';
import { present, showContainer, type ShownContainer } from './show-containers.ts';
import { exposures, watched, type Exposures } from './exposure.ts';
import { gainsAndLosses, rolesIn } from './gains.ts';
import { demandProject, dropUnchanged, findNamed, parseValues, type FieldTexts, type NamedThings } from './values.ts';

export interface Edited {
  shown: ShownContainer;
  result: 'updated' | 'unchanged';
  /** Who gains or loses which role by it, of those the actor may know about. */
  notes: string[];
  /** What people without a role read who did not before, in a sentence. */
  opens?: string;
}

/** Changes what is stated; `rename` is the new name. */
export const editContainer = (
  access: Writer,
  kind: ContainerKind,
  ref: string,
  texts: FieldTexts,
  rename: string | undefined,
): Promise<Edited> => access.write((writing) => edit(writing, kind, ref, texts, rename));

async function edit(
  writing: Writing,
  kind: ContainerKind,
  ref: string,
  texts: FieldTexts,
  rename: string | undefined,
): Promise<Edited> {
  const row = await findContainer(writing, kind, ref);
  const named = await findNamed(writing, kind, texts);
  const before = await showContainer(writing, kind, `id:${row.id}`);
  if (onlyDetaches(texts, rename)) {
    if (row.project_id === null) return { shown: before, result: 'unchanged', notes: [] };
    await detachFrom(writing, row);
    return { ...(await changed(writing, kind, row)), result: 'updated' };
  }
  await demandConfigure(writing, kind, row);
  await demandProjectRight(writing, row, texts, named);
  const values = parseValues(kind, texts, named);
  demandProject(values, named, row.project_id);
  if (values.container['project_id'] === null && row.privacy === 'project' && values.container['privacy'] === undefined)
    throw stillPrivateToProject(row);
  if (rename !== undefined) {
    const name = containerName(kind.naming === 'acronym' ? rename.toUpperCase() : rename);
    if (!name.ok) throw new Invalid(`${withArticle(kind.name)} cannot be called ${rename}: ${name.message}`);
    values.container['name'] = name.value;
  }
  if (!(await dropUnchanged(writing, kind, row, values))) return { shown: before, result: 'unchanged', notes: [] };
  const roles = await rolesIn(writing, row);
  const was = pick(before, [
    ...Object.keys(texts),
    ...Object.keys(values.lists),
    ...(rename === undefined ? [] : ['name']),
  ]);
  const update = (): Promise<void> => updateContainer(writing, kind, row, values, was);
  let exposure: Exposures = { opened: null, closed: null };
  if (mayExpose(kind, values)) exposure = await watched(writing, update);
  else await update();
  const { shown, notes: unseen } = await changed(writing, kind, row);
  const notes = [...exposures(exposure), ...gainsAndLosses(kind.name, roles, await rolesIn(writing, row)), ...unseen];
  return { shown, result: 'updated', notes, ...(exposure.opened === null ? {} : { opens: notes[0] ?? '' }) };
}

/** What it is now. An owner of the project may lose sight of a dataset by taking it out of there, or closing it to its members. */
async function changed(
  writing: Writing,
  kind: ContainerKind,
  row: ContainerRow,
): Promise<{ shown: ShownContainer; notes: string[] }> {
  const [shown] = await present(writing, kind, [await containerChanged(writing, row)]);
  if (shown === undefined) throw new Error('a changed container was not shown');
  const isSeen = await may(writing, 'read', kind.name, row.id);
  return { shown, notes: isSeen ? [] : [`you no longer see ${kind.name}/${String(shown[kind.naming])}`] };
}

/** Whether what is in it may be read by others then; in a group there is nothing. */
const mayExpose = (kind: ContainerKind, { container }: ContainerValues): boolean =>
  kind.name !== 'group' && ('privacy' in container || 'project_id' in container);

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
  if (!(await may(writing, 'read', 'project', row.project_id)))
    throw new Forbidden(
      `you may not open dataset/${row.name} to the members of its project, which you cannot see`,
      `That needs the role contributor there. To take it out of that project: vasculum dataset edit ${row.name} --unset project`,
    );
  await demandAttach(writing, await findContainer(writing, containerKindOf('project'), `id:${row.project_id}`));
}

const pick = (shown: ShownContainer, keys: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(keys.filter((key) => key in shown || key === 'name').map((key) => [key, shown[key] ?? null]));
