import { findContainerById, type ContainerRow } from '../../access/containers.ts';
import { groupsIn } from '../../access/deciders.ts';
import { directRole } from '../../access/members.ts';
import { datasetsUsing, ruleAsks } from '../../access/open-ways.ts';
import { curatorsOf } from '../../access/questions.ts';
import { rulesFor } from '../../access/rules.ts';
import type { Reading } from '../../access/session.ts';
import { listUsers, type UserRow } from '../../access/users.ts';
import type { Names } from './names.ts';
import type { Question } from './question.ts';
import type { Target } from './remedy-search.ts';
import { linking, type Step } from './remedy-steps.ts';

/** The containers that could let the user in, of those that the asker sees, and those that the asker does not see. */
export async function targetsOf(
  reading: Reading,
  { user, action, subject, id, governors, projects }: Question,
  names: Names,
): Promise<{ targets: Target[]; byRole: boolean; hidden: number[] }> {
  const deciding = await curatorsOf(reading, action, subject, id);
  const unseen = new Set(deciding.filter((keeper) => !keeper.seen).map((keeper) => keeper.id));
  const uses = usesDeciding(reading, action, subject, id, names);
  const all = new Set([...deciding.map((keeper) => keeper.id), ...governors, ...projects, ...uses]);
  const seen = [...all].filter((container) => names.containers.has(container) && !unseen.has(container));
  const targets = [];
  for (const container of seen) targets.push(await targetOf(reading, user, container, names));
  const byLevelAlone = (rulesFor(subject)[action] ?? []).every(({ word }) => word === 'level');
  return { targets, byRole: all.size > 0 && !byLevelAlone, hidden: [...all].filter((one) => !seen.includes(one)) };
}

/** More datasets than these nobody would go through to edit a trait. */
const fewUses = 8;

/** The datasets that a trait is used in, where owning them all would let one edit it; none where the asker does not see each. */
function usesDeciding(
  reading: Reading,
  action: Question['action'],
  subject: Question['subject'],
  id: number | null,
  names: Names,
): number[] {
  const uses = id !== null && ruleAsks(action, subject, 'owner-of-every-use') ? datasetsUsing(reading, id) : [];
  return uses.length <= fewUses && uses.every((dataset) => names.containers.has(dataset)) ? uses : [];
}

/** To be linked to the person, where that is a reason and neither has another. */
export async function linksFor(reading: Reading, { user, action, subject, id, object }: Question): Promise<Step[]> {
  if (user?.person_id !== null || id === null || subject !== 'person') return [];
  if (!ruleAsks(action, subject, 'self')) return [];
  const isTaken = (await listUsers(reading)).some((other) => other.person_id === id);
  return isTaken ? [] : [linking(user, id, object.slice(object.indexOf('/') + 1))];
}

async function targetOf(reading: Reading, user: UserRow | null, id: number, names: Names): Promise<Target> {
  const container = await findContainerById(reading, id);
  const through = container.privacy === 'project' ? container.project_id : null;
  const project =
    through === null || !names.containers.has(through) ? undefined : await findContainerById(reading, through);
  const heldIn = async (row: ContainerRow | undefined) =>
    row === undefined || user === null ? undefined : directRole(reading, row, { user });
  const groups = [];
  for (const row of [container, ...(project === undefined ? [] : [project])])
    for (const group of await groupsIn(reading, row))
      if (names.containers.has(group.id)) groups.push(await findContainerById(reading, group.id));
  return { container, project, held: await heldIn(container), heldInProject: await heldIn(project), groups };
}
