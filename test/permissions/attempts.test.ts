import { expect, test } from 'vitest';
import { cases, type Allowed, type Case } from './cases.ts';
import { Lab, placed } from './lab.ts';

const lab = await Lab.open();

const person = (who: string | null): string => who ?? 'anonymous';
const cell = ({ who, action, object }: Case): string => `${person(who)} ${action} ${object}`;

const created: Readonly<Record<string, readonly string[]>> = {
  group: ['Brandnew'],
  project: ['Brandnew'],
  dataset: ['Brandnew'],
  person: ['Brand New'],
  location: ['Brandnew', '--adm-level', '999', '--latitude', '1', '--longitude', '1'],
  taxon: ['Brandnew', '--level', 'genus'],
  trait: ['brandnew', '--type', 'text', '--name', 'Brand new', '--description', 'x', '--objects', 'individual'],
};

/** The command that performs the action; undefined where no record kind of that container exists yet. */
function command({ action, object }: Case): readonly string[] | undefined {
  const [kind = '', name = ''] = lab.ref(object).split('/');
  const low = kind === 'group' ? 'member' : 'viewer';
  switch (action) {
    case 'create':
      return [kind, 'create', ...(created[kind] ?? [])];
    case 'read':
      return [kind, 'show', name];
    case 'members':
      return [kind, 'members', name];
    case 'share':
      return [kind, 'grant', name, 'nora', '--role', low];
    case 'govern':
      return [kind, 'grant', name, 'nora', '--role', 'manager'];
    case 'configure':
      return [kind, 'edit', name, '--description', 'Another text'];
    case 'remove':
      return [kind, 'delete', name, '--yes', ...(kind === 'dataset' ? ['--cascade'] : [])];
    case 'leave':
      return [kind, 'leave', name];
    case 'insert':
      return kind === 'dataset' ? ['individual', 'create', 'Brandnew', ...placed(name)] : undefined;
    case 'edit':
      if (kind === 'dataset') return ['individual', 'edit', `${name}-1`, '--notes', 'seen again'];
      if (kind === 'project' || kind === 'group') return undefined;
      return [kind, 'edit', name, kind === 'trait' ? '--description' : '--notes', 'seen again'];
    case 'delete':
      if (kind === 'dataset') return ['individual', 'delete', `${name}-1`, '--yes'];
      if (kind === 'project' || kind === 'group') return undefined;
      return [kind, 'delete', name, '--yes'];
  }
}

const exits = { yes: 0, forbidden: 4, hidden: 3 } as const satisfies Record<Allowed, number>;

function expected(one: Case): string {
  const { who, action, allowed } = one;
  const writes = action !== 'read' && action !== 'members';
  if (allowed === 'yes') return writes ? 'exit 0, changed' : 'exit 0';
  // Anonymous sees no user, so nora is *not found*; and 3 comes before 4 (cli.md, exit codes).
  const hiddenGrantee = who === null && (action === 'share' || action === 'govern');
  return `exit ${hiddenGrantee ? 3 : exits[allowed]}, no output, unchanged`;
}

for (const [object, tries] of Map.groupBy(cases, (one) => one.object))
  test(`whoever tries it succeeds with ${object} or is refused, as access.md says`, async () => {
    const seen: string[] = [];
    const wanted: string[] = [];
    for (const one of tries) {
      const argv = command(one);
      if (argv === undefined) continue;
      const ran = await lab.run(argv, one.who);
      const changed = lab.changed();
      if (changed) lab.restore();
      seen.push(
        `${cell(one)}: ${
          ran.code === 0
            ? `exit 0${changed ? ', changed' : ''}`
            : `exit ${ran.code}, ${ran.out === '' ? 'no output' : 'OUTPUT'}, ${changed ? 'CHANGED' : 'unchanged'}`
        }`,
      );
      wanted.push(`${cell(one)}: ${expected(one)}`);
    }
    expect(seen).toEqual(wanted);
  });
