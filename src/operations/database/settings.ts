import type { Access } from '../../access/access.ts';
import { databaseSettings, demandSettings, writeSetting } from '../../access/settings.ts';
import { Invalid } from '../../domain/errors.ts';

/** Changes a setting of the database, or with null returns it to its initial value. */
export async function changeSetting(
  access: Access,
  key: string,
  value: string | null,
): Promise<{ was: string; now: string; changed: boolean }> {
  return access.write(async (writing) => {
    await demandSettings(writing, key);
    const choices = databaseSettings[key]?.choices ?? [];
    if (value !== null && !choices.includes(value))
      throw new Invalid(`${key} cannot be ${value}`, `One of ${choices.join(', ')}.`);
    const { was, changed } = await writeSetting(writing, key, value);
    return { was, now: value ?? databaseSettings[key]?.initial ?? '', changed };
  });
}
