import { actions, parseRole, roleChoices, type Action, type Role } from '../../domain/vocabulary.ts';
import { containerKindNamed, containerKinds } from '../../kinds/containers.ts';
import { kindNamed } from '../../kinds/index.ts';
import { readWorld, worldKeys, type Placed, type World } from './declared.ts';
import { YamlFile, type Part } from './yaml-file.ts';

type Wanted = { exactly: string[] } | { contains: string[] } | { lacks: string[] };
export type Assertion = Placed &
  (
    | { sort: 'check'; user: string; action: Action; object: string; allowed: boolean }
    | { sort: 'list'; user: string; action: Action; kind: string | undefined; wanted: Wanted }
    | { sort: 'who'; object: string; role: Role | undefined; action: Action | undefined; wanted: Wanted }
  );
export interface Spec {
  path: string;
  /** What the file declares; without it the questions are put to the live database. */
  world: World | undefined;
  tests: { name: string; assertions: Assertion[] }[];
}

/** Errors: Invalid with everything that is wrong, each with its line and key. */
export function readSpec(text: string, path: string): Spec {
  const file = new YamlFile(text, path);
  const top = new Map(file.entries(file.root, ['version', 'tests', ...worldKeys]));
  const version = top.get('version');
  if (version === undefined) file.wrong(file.root, 'needs version: 1');
  else file.oneOf(version, ['1']);
  const tests = top.get('tests');
  if (tests === undefined) file.wrong(file.root, 'needs tests');
  const declared = worldKeys.filter((key) => top.has(key));
  const part = (key: string): Part | undefined => top.get(key);
  const spec: Spec = {
    path,
    world: declared.length === 0 ? undefined : readWorld(file, part),
    tests: tests === undefined ? [] : file.items(tests).map((one) => readTest(file, one)),
  };
  if (tests !== undefined && spec.tests.every(({ assertions }) => assertions.length === 0))
    file.wrong(tests, 'asserts nothing');
  file.demandSound();
  return spec;
}

function readTest(file: YamlFile, at: Part): Spec['tests'][number] {
  const parts = new Map(file.entries(at, ['name', 'check', 'list', 'who']));
  const name = parts.get('name');
  if (name === undefined) file.wrong(at, 'needs a name');
  const each = (key: string, read: (part: Part) => Assertion | undefined): Assertion[] => {
    const list = parts.get(key);
    return list === undefined ? [] : file.items(list).flatMap((item) => read(item) ?? []);
  };
  return {
    name: name === undefined ? '' : file.text(name),
    assertions: [
      ...each('check', (part) => readCheck(file, part)),
      ...each('list', (part) => readList(file, part)),
      ...each('who', (part) => readWho(file, part)),
    ],
  };
}

/** The values of the keys that are there; those that must be are missed aloud. */
function valuesOf(
  file: YamlFile,
  at: Part,
  needed: readonly string[],
  others: readonly string[] = [],
): (key: string) => Part | undefined {
  const found = new Map(file.entries(at, [...needed, ...others]));
  for (const key of needed) if (!found.has(key)) file.wrong(at, `needs ${key}`);
  return (key) => found.get(key);
}

function readCheck(file: YamlFile, at: Part): Assertion | undefined {
  const value = valuesOf(file, at, ['user', 'action', 'object', 'allowed']);
  const [user, action, object, allowed] = [value('user'), value('action'), value('object'), value('allowed')];
  if (user === undefined || action === undefined || object === undefined || allowed === undefined) return undefined;
  const deed = file.oneOf(action, actions);
  return {
    sort: 'check',
    user: file.text(user),
    action: deed ?? 'read',
    object: readObject(file, object, deed === 'create'),
    allowed: file.yes(allowed),
    line: at.line,
    path: at.path,
  };
}

const sides = ['exactly', 'contains', 'lacks'] as const;

function readList(file: YamlFile, at: Part): Assertion | undefined {
  const value = valuesOf(file, at, ['user'], ['action', 'kind', ...sides]);
  const [user, action, kind] = [value('user'), value('action'), value('kind')];
  const wanted = readWanted(file, at, value);
  if (user === undefined || wanted === undefined) return undefined;
  return {
    sort: 'list',
    user: file.text(user),
    action:
      (action === undefined
        ? undefined
        : file.oneOf(
            action,
            actions.filter((one) => one !== 'create'),
          )) ?? 'read',
    kind:
      kind === undefined
        ? undefined
        : file.oneOf(
            kind,
            containerKinds.map(({ name }) => name),
          ),
    wanted,
    line: at.line,
    path: at.path,
  };
}

function readWho(file: YamlFile, at: Part): Assertion | undefined {
  const value = valuesOf(file, at, ['object'], ['role', 'action', ...sides]);
  const [object, role, action] = [value('object'), value('role'), value('action')];
  const wanted = readWanted(file, at, value);
  if (object === undefined || wanted === undefined) return undefined;
  const ref = readObject(file, object, false);
  const kind = ref.split('/')[0] ?? '';
  const least = role === undefined ? undefined : parseRole(file.text(role), kind);
  if (role !== undefined && least === undefined) file.wrong(role, `is one of ${roleChoices(kind).join(', ')}`);
  if (role !== undefined && action !== undefined) file.wrong(at, 'asks for a role or for an action');
  return {
    sort: 'who',
    object: ref,
    role: least,
    action:
      action === undefined
        ? undefined
        : file.oneOf(
            action,
            actions.filter((one) => one !== 'create'),
          ),
    wanted,
    line: at.line,
    path: at.path,
  };
}

function readWanted(file: YamlFile, at: Part, value: (key: string) => Part | undefined): Wanted | undefined {
  const given = sides.flatMap((side) => {
    const part = value(side);
    return part === undefined ? [] : [[side, file.items(part).map((item) => file.text(item))] as const];
  });
  const [first] = given;
  if (first === undefined || given.length > 1) {
    file.wrong(at, `needs one of ${sides.join(', ')}`);
    return undefined;
  }
  return { [first[0]]: first[1] } as unknown as Wanted;
}

function readObject(file: YamlFile, at: Part, bare: boolean): string {
  const text = file.text(at);
  const [word = ''] = text.split('/');
  const isKind = containerKindNamed(word) !== undefined || kindNamed(word) !== undefined;
  if (text !== '' && (!isKind || text.includes('/') === bare))
    file.wrong(
      at,
      bare ? `cannot be ${text}: create needs a kind` : `cannot be ${text}: kind/name, as in dataset/plot-1`,
    );
  return text;
}
