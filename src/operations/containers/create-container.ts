import type { Access } from '../../access/access.ts';
import { demandAttach, demandCreate, insertContainer } from '../../access/container-changes.ts';
import { findContainer } from '../../access/containers.ts';
import { Conflict, Invalid, NotFound } from '../../domain/errors.ts';
import { containerName } from '../../domain/name-key.ts';
import type { ContainerKind } from '../../kinds/containers.ts';
import { settledLists } from './lists.ts';
import { showContainer, type ShownContainer } from './show-containers.ts';
import { demandProject, dropUnchanged, findNamed, parseValues, type FieldTexts } from './values.ts';

/** Makes a container that the actor owns. The same command again is `unchanged`. */
export async function createContainer(
  access: Access,
  kind: ContainerKind,
  typed: string,
  texts: FieldTexts,
): Promise<ShownContainer & { result: 'created' | 'unchanged' }> {
  return access.write(async (writing) => {
    const named = await findNamed(writing, kind, texts);
    await demandCreate(writing, kind);
    if (named.project != null) await demandAttach(writing, named.project);
    const name = containerName(typed);
    if (!name.ok)
      throw new Invalid(
        `a ${kind.name} cannot be called ${typed}: ${name.message}`,
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
      return { ...(await showContainer(writing, kind, `id:${id}`)), result: 'created' };
    }
    if (there.name !== name.value)
      throw new Conflict(
        `${kind.name}/${there.name} is there already, and ${name.value} would be the same name`,
        'Choose another, or use that one.',
        'exists',
      );
    await dropUnchanged(writing, kind, there, values);
    const differs = kind.fields.filter(({ at, name: field, column }) =>
      at === 'linked' ? field in values.lists : column in values[at],
    );
    if (differs.length > 0)
      throw new Conflict(
        `${kind.name}/${there.name} is there already, with other ${differs.map((field) => field.name).join(', ')}`,
        `To change it: vasculum ${kind.name} edit ${there.name}`,
        'exists',
      );
    return { ...(await showContainer(writing, kind, `id:${there.id}`)), result: 'unchanged' };
  });
}
