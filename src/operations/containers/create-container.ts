import { withArticle } from '../../domain/article.ts';
import type { Writer } from '../../access/access.ts';
import { demandAttach, demandCreate, insertContainer } from '../../access/container-changes.ts';
import { findContainer, type ContainerRow } from '../../access/containers.ts';
import { directRole, putMembership } from '../../access/members.ts';
import { may } from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import { Conflict, Invalid, NotFound } from '../../domain/errors.ts';
import { containerName } from '../../domain/name-key.ts';
import { rank } from '../../domain/vocabulary.ts';
import { containerKindOf, type ContainerKind } from '../../kinds/containers.ts';
import { warningsAbout } from '../members/grant-role.ts';
import { settledLists } from './lists.ts';
import { showContainer, type ShownContainer } from './show-containers.ts';
import { demandProject, dropUnchanged, findNamed, parseValues, type FieldTexts } from './values.ts';

/** Makes a container that the actor owns, and the groups contribute to. The same command again is `unchanged`. */
export async function createContainer(
  access: Writer,
  kind: ContainerKind,
  typed: string,
  texts: FieldTexts,
  groups: readonly string[] = [],
): Promise<ShownContainer & { result: 'created' | 'unchanged'; warnings?: string[] }> {
  return access.write(async (writing) => {
    const named = await findNamed(writing, kind, texts);
    const sharers: ContainerRow[] = [];
    for (const group of new Set(groups)) sharers.push(await findContainer(writing, containerKindOf('group'), group));
    await demandCreate(writing, kind);
    if (named.project != null) await demandAttach(writing, named.project);
    const name = containerName(kind.naming === 'acronym' ? typed.toUpperCase() : typed);
    if (!name.ok)
      throw new Invalid(
        `${withArticle(kind.name)} cannot be called ${typed}: ${name.message}`,
        name.suggestion === undefined ? undefined : `Did you mean ${name.suggestion}?`,
      );
    const values = parseValues(kind, texts, named);
    demandProject(values, named, null);
    const there = await findContainer(writing, kind, name.value).catch((error: unknown) => {
      if (error instanceof NotFound) return undefined;
      throw error;
    });
    if (there === undefined) {
      values.lists = settledLists(kind, values.lists, {});
      const id = await insertContainer(writing, kind, name.value, values);
      const made = await findContainer(writing, kind, `id:${id}`);
      for (const group of sharers) await putMembership(writing, made, { group }, 'contributor');
      return {
        ...(await showContainer(writing, kind, `id:${id}`)),
        result: 'created',
        ...(kind.sharedAtOnce === true ? { warnings: sharers.flatMap((group) => warningsAbout({ group })) } : {}),
      };
    }
    if (there.name !== name.value)
      throw new Conflict(
        `${kind.name}/${there.name} is there already, and ${name.value} would be the same name`,
        'Choose another, or use that one.',
        'exists',
      );
    await dropUnchanged(writing, kind, there, values);
    const differs = kind.fields
      .filter(({ at, name: field, column }) => (at === 'linked' ? field in values.lists : column in values[at]))
      .map((field) => field.name);
    if (await lacksOne(writing, there, sharers)) differs.push('groups');
    if (differs.length > 0)
      throw new Conflict(
        `${kind.name}/${there.name} is there already, with other ${differs.join(', ')}`,
        differs.join() === 'groups'
          ? `To share it: vasculum ${kind.name} grant ${there.name} group/NAME --role contributor`
          : `To change it: vasculum ${kind.name} edit ${there.name}`,
        'exists',
      );
    return {
      ...(await showContainer(writing, kind, `id:${there.id}`)),
      result: 'unchanged',
      ...(kind.sharedAtOnce === true ? { warnings: [] } : {}),
    };
  });
}

/** Whether one of the groups is less than contributor. Who may not see the members is not told. */
async function lacksOne(reading: Reading, container: ContainerRow, groups: readonly ContainerRow[]): Promise<boolean> {
  if (groups.length === 0 || !(await may(reading, 'members', container.kind, container.id))) return false;
  for (const group of groups) {
    const role = await directRole(reading, container, { group });
    if (role === undefined || rank(role) < rank('contributor')) return true;
  }
  return false;
}
