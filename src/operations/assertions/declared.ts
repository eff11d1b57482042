import { parseRole, roleChoices, type Level } from '../../domain/vocabulary.ts';
import { containerKinds, type ContainerKind } from '../../kinds/containers.ts';
import { kindNamed, kinds } from '../../kinds/index.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import type { FieldTexts } from '../containers/values.ts';
import type { Part, YamlFile } from './yaml-file.ts';

export interface Placed {
  line: number;
  /** The keys that lead to it. */
  path: string;
}

export interface DeclaredUser extends Placed {
  login: string;
  email: string;
  level: Exclude<Level, 'anonymous'>;
  name: string | null;
  disabled: boolean;
}
export interface DeclaredGrant extends Placed {
  member: string;
  role: string;
  until: string | undefined;
}
export interface DeclaredContainer extends Placed {
  kind: ContainerKind;
  name: string;
  texts: FieldTexts;
  grants: DeclaredGrant[];
  managed: boolean;
}
export interface DeclaredRecord extends Placed {
  kind: RecordKind;
  texts: Record<string, string>;
}
export interface World {
  users: DeclaredUser[];
  containers: DeclaredContainer[];
  records: DeclaredRecord[];
}

export const worldKeys: readonly string[] = ['users', ...containerKinds.map(({ plural }) => plural), 'records'];

/** The world that a file declares, in the shape of a file of desired state; `part` gives what stands under a key. */
export function readWorld(file: YamlFile, part: (key: string) => Part | undefined): World {
  const entries = (key: string): [string, Part][] => {
    const at = part(key);
    return at === undefined ? [] : file.entries(at);
  };
  const records = part('records');
  return {
    users: entries('users').map(([login, at]) => readUser(file, login, at)),
    containers: containerKinds.flatMap((kind) =>
      entries(kind.plural).map(([name, at]) => readContainer(file, kind, name, at)),
    ),
    records: records === undefined ? [] : readRecords(file, records),
  };
}

function readUser(file: YamlFile, login: string, at: Part): DeclaredUser {
  const fields = new Map(file.entries(at, ['email', 'level', 'name', 'disabled']));
  const [email, level, name, disabled] = ['email', 'level', 'name', 'disabled'].map((key) => fields.get(key));
  const known = ['registered', 'full', 'superadmin'] as const satisfies readonly Level[];
  return {
    login,
    email: email === undefined ? `${login}@example.org` : file.text(email),
    level: (level === undefined ? undefined : file.oneOf(level, known)) ?? 'registered',
    name: name === undefined ? null : file.text(name),
    disabled: disabled !== undefined && file.yes(disabled),
    line: at.line,
    path: at.path,
  };
}

function readContainer(file: YamlFile, kind: ContainerKind, name: string, at: Part): DeclaredContainer {
  const members = kind.name === 'group' ? 'members' : 'grants';
  const fields = kind.fields.filter(({ fixed }) => fixed === undefined).map((field) => field.name);
  const managed = kind.name === 'biocollection' ? ['managed'] : [];
  const texts: Record<string, string | string[]> = {};
  const made: DeclaredContainer = { kind, name, texts, grants: [], managed: false, line: at.line, path: at.path };
  for (const [key, value] of file.entries(at, [...fields, members, ...managed]))
    if (key === members) made.grants = file.entries(value).map(([member, role]) => readGrant(file, kind, member, role));
    else if (key === 'managed') made.managed = file.yes(value);
    else texts[key] = file.isList(value) ? file.items(value).map((item) => file.text(item)) : file.text(value);
  return made;
}

function readGrant(file: YamlFile, kind: ContainerKind, member: string, at: Part): DeclaredGrant {
  const whole = file.isMap(at) ? new Map(file.entries(at, ['role', 'until'])) : undefined;
  const role = whole === undefined ? at : whole.get('role');
  const until = whole?.get('until');
  if (role === undefined) file.wrong(at, 'needs a role');
  const text = role === undefined ? '' : file.text(role);
  if (role !== undefined && text !== '' && parseRole(text, kind.name) === undefined)
    file.wrong(role, `cannot be ${text}: ${roleChoices(kind.name).join(', ')}`);
  return {
    member,
    role: text,
    until: until === undefined ? undefined : file.text(until),
    line: at.line,
    path: at.path,
  };
}

function readRecords(file: YamlFile, at: Part): DeclaredRecord[] {
  const out: DeclaredRecord[] = [];
  for (const [word, rows] of file.entries(at)) {
    const kind = kindNamed(word);
    if (kind === undefined) file.wrong(rows, `is no kind of record: ${kinds.map(({ plural }) => plural).join(', ')}`);
    else
      for (const row of file.items(rows)) {
        const cells = file.entries(row).map(([column, value]) => [
          column,
          file.isList(value)
            ? file
                .items(value)
                .map((item) => file.text(item))
                .join('|')
            : file.text(value),
        ]);
        out.push({ kind, texts: Object.fromEntries(cells) as Record<string, string>, line: row.line, path: row.path });
      }
  }
  return out;
}
