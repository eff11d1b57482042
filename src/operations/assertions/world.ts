import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Access, type Writer } from '../../access/access.ts';
import { findContainer } from '../../access/containers.ts';
import { createFile } from '../../access/file.ts';
import { dropMembership } from '../../access/members.ts';
import type { Writing } from '../../access/session.ts';
import { findUser, insertUser, updateUser } from '../../access/users.ts';
import { Conflict, Forbidden, Invalid, NotFound, Usage } from '../../domain/errors.ts';
import { good } from '../../domain/parsed.ts';
import { parseRole } from '../../domain/vocabulary.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import { setManaged } from '../../access/biocollections.ts';
import { createContainer } from '../containers/create-container.ts';
import { editContainer } from '../containers/edit-container.ts';
import { grantRole } from '../members/grant-role.ts';
import type { Intake } from '../media/file-intake.ts';
import { createRecord } from '../records/create-record.ts';
import { parseUser } from '../users/create-user.ts';
import type { DeclaredContainer, DeclaredRecord, Placed, World } from './declared.ts';

/** Where the throwaway database may lie, and the time that it goes by. */
export interface Room {
  tmpdir: string;
  clock: () => Date;
}

/** Who makes a world, and the ids of its records by their places in the file, as measurement/row:2; how many by their kinds. */
export interface Maker {
  login: string;
  rows: ReadonlyMap<string, number>;
}

/**
 * Makes the world in a database of its own, by the rules of every command, asks about it, and throws it away. A superadmin of no file
 * makes it: `maker` owns what names no owner, and is left out of every answer. Errors: Invalid naming the line that cannot be.
 */
export async function inWorld<T>(
  world: World,
  path: string,
  { tmpdir, clock }: Room,
  ask: (access: Access, maker: Maker) => Promise<T>,
): Promise<T> {
  const dir = mkdtempSync(join(tmpdir, 'vasculum-world-'));
  try {
    const file = join(dir, 'world.db');
    createFile(file);
    const maker = nameFor(world);
    const identity = { login: null, configured: null, osUid: null, pid: 0, command: 'vasculum access test' };
    const opened = async <R>(login: string | null, use: (access: Access) => Promise<R>): Promise<R> => {
      const access = Access.open(file, { ...identity, login }, { clock });
      try {
        return await use(access);
      } finally {
        await access.close();
      }
    };
    await opened(null, (access) =>
      access.found((writing) => insertUser(writing, { ...parsed(maker), level: 'superadmin' }, 'create')),
    );
    return await opened(maker, async (access) => {
      const rows = await access
        .write((writing) => build(writing, world, path))
        .catch((error: unknown) => {
          throw asInvalid(error, path, undefined);
        });
      return ask(access, { login: maker, rows });
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const parsed = (login: string) => parseUser({ login, email: `${login}@example.org` });

function nameFor({ users }: World): string {
  const taken = new Set(users.map(({ login }) => login));
  for (let number = 0; ; number += 1) {
    const name = `maker${number === 0 ? '' : number}`;
    if (!taken.has(name)) return name;
  }
}

async function build(writing: Writing, world: World, path: string): Promise<ReadonlyMap<string, number>> {
  const writer: Writer & { dryRun: boolean } = { write: (run) => run(writing), dryRun: false };
  const at = async <T>(place: Placed, act: () => Promise<T>): Promise<T> =>
    act().catch((error: unknown) => {
      throw asInvalid(error, path, place);
    });
  for (const user of world.users)
    await at(user, async () =>
      insertUser(
        writing,
        { ...parseUser({ login: user.login, email: user.email }), name: user.name, level: user.level },
        'create',
      ),
    );
  const rows = new Map<string, number>();
  const store = async ({ kind, texts }: DeclaredRecord): Promise<void> => {
    const { id } = await createRecord(writer, kind, texts, imagined);
    const before = rows.get(kind.name) ?? 0;
    rows.set(kind.name, before + 1).set(`${kind.name}/row:${before + 1}`, id);
  };
  for (const record of world.records) if (isOpen(record)) await at(record, () => store(record));
  for (const container of world.containers) await at(container, () => make(writer, container));
  for (const { kind, name, grants } of world.containers)
    for (const grant of grants)
      await at(grant, () =>
        grantRole(writer, kind, name, [grant.member], { role: grant.role, until: grant.until, lower: true }),
      );
  for (const container of world.containers) await at(container, () => settle(writing, writer, container));
  for (const record of world.records) if (!isOpen(record)) await at(record, () => store(record));
  for (const container of world.containers) await at(container, () => leave(writing, container));
  for (const user of world.users)
    if (user.disabled)
      await at(user, async () => updateUser(writing, await findUser(writing, user.login), { disabled: true }));
  return rows;
}

/** No file is looked at: who may see one does not hang on what is in it. */
const imagined: Intake = {
  facts: (text) => good({ file_name: text, sha256: text, size: 0, media_type: 'application/octet-stream' }),
  copy: () => undefined,
  place: () => undefined,
  discard: () => undefined,
};

/** Those that a container may name. */
const isOpen = ({ kind }: DeclaredRecord): boolean => kind.governedBy === 'everybody';
const isOwner = ({ kind }: DeclaredContainer, role: string): boolean => parseRole(role, kind.name) === 'owner';

/** Its privacy waits until whatever that needs is there. */
async function make(writer: Writer, { kind, name, texts }: DeclaredContainer): Promise<void> {
  const { privacy: _privacy, ...others } = texts;
  const required = kind.fields.filter((field) => field.required === true && texts[field.name] === undefined);
  const names = Object.fromEntries(required.map((field) => [field.name, name]));
  await createContainer(writer, kind, name, { ...names, ...others });
}

async function settle(
  writing: Writing,
  writer: Writer,
  { kind, name, texts, managed }: DeclaredContainer,
): Promise<void> {
  if (managed) await setManaged(writing, await findContainer(writing, containerKindOf('biocollection'), name), true);
  const { privacy } = texts;
  if (privacy === undefined) return;
  // With the privacy of its project it may be open as well.
  const opens = privacy !== 'authorized' && kind.fields.some((field) => field.name === 'licence');
  const needed = opens ? { title: texts['title'] ?? name, licence: texts['licence'] ?? 'CC-BY-4.0' } : {};
  await editContainer(writer, kind, name, { ...needed, privacy }, undefined);
}

/** Whoever made it goes where the file names an owner. */
async function leave(writing: Writing, container: DeclaredContainer): Promise<void> {
  if (!container.grants.some(({ role }) => isOwner(container, role))) return;
  const row = await findContainer(writing, container.kind, container.name);
  await dropMembership(writing, row, { user: await findUser(writing, 'me') }, false);
}

function asInvalid(error: unknown, path: string, place: Placed | undefined): unknown {
  const refused = [NotFound, Forbidden, Conflict, Usage, Invalid].some((kind) => error instanceof kind);
  if (!(error instanceof Error) || !refused) return error;
  if (error instanceof Invalid && error.message.startsWith(`${path} `)) return error;
  const found =
    error instanceof Invalid && error.problems.length > 0
      ? error.problems
      : [{ code: 'bad-test', message: error.message }];
  const where = place === undefined ? {} : { line: place.line };
  return new Invalid(
    `${path} declares what cannot be`,
    'hint' in error && typeof error.hint === 'string' ? error.hint : undefined,
    found.map((problem) => ({ ...problem, ...where, column: place?.path ?? problem.column ?? '' })),
  );
}
