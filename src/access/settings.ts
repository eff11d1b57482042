import { record } from './audit.ts';
import { demand } from './permit.ts';
import { sessionOf, type Reading, type Writing } from './session.ts';

/** Settings that live in the database, their choices and what holds while they are not set. */
export const databaseSettings: Readonly<Record<string, { choices: readonly string[]; initial: string }>> = {
  registration: { choices: ['open', 'closed'], initial: 'open' },
};

export async function readSettings(reading: Reading): Promise<Record<string, string>> {
  const rows = await sessionOf(reading).trx.selectFrom('setting').selectAll().execute();
  const stored = new Map(rows.map(({ name, value }) => [name, value]));
  return Object.fromEntries(
    Object.entries(databaseSettings).map(([name, { initial }]) => [name, stored.get(name) ?? initial]),
  );
}

export const demandSettings = async (writing: Writing, name: string): Promise<void> =>
  demand(sessionOf(writing), 'administer', 'system', null, `change the setting ${name} of the database`);

/** Stores a setting, or with null returns it to its initial value. */
export async function writeSetting(
  writing: Writing,
  name: string,
  value: string | null,
): Promise<{ was: string; changed: boolean }> {
  const session = sessionOf(writing);
  await demandSettings(writing, name);
  const initial = databaseSettings[name]?.initial ?? '';
  const was = (await readSettings(writing))[name] ?? initial;
  const next = value ?? initial;
  if (was === next) return { was, changed: false };
  await session.trx
    .insertInto('setting')
    .values({ name, value: next })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: next }))
    .execute();
  await record(session, { kind: 'setting', id: null, before: { [name]: was }, after: { [name]: next } });
  return { was, changed: true };
}
