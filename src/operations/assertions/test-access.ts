import type { Access } from '../../access/access.ts';
import { Invalid, Usage } from '../../domain/errors.ts';
import { judge } from './judge.ts';
import type { Result } from './report.ts';
import { readSpec, type Spec } from './spec.ts';
import { inWorld, type Maker, type Room } from './world.ts';

/**
 * Puts the assertions of each file to the world that it declares, or else to the live database, as whoever asks. No file is asked about
 * before all of them are understood. Errors: Invalid for a file that is not, or whose own world has not what it asks about.
 */
export async function testAccess(
  files: readonly { path: string; text: string }[],
  live: () => Promise<Access>,
  room: Room,
): Promise<Result[]> {
  const specs = files.map(({ path, text }) => readSpec(text, path));
  const results: Result[] = [];
  for (const spec of specs)
    results.push(
      ...(spec.world === undefined
        ? await ask(await live(), spec, undefined)
        : await inWorld(spec.world, spec.path, room, (access, maker) => ask(access, spec, maker))),
    );
  return results;
}

/** One snapshot for all of a file's questions. */
const ask = (access: Access, { path, tests }: Spec, maker: Maker | undefined): Promise<Result[]> =>
  access.read(async (reading) => {
    const results: Result[] = [];
    for (const { name, assertions } of tests)
      for (const assertion of assertions) {
        const judged = await judge(reading, assertion, maker).catch((error: unknown) => {
          if (!(error instanceof Invalid || error instanceof Usage)) throw error;
          throw new Invalid(`${path} asks what cannot be asked`, error.hint, [
            { code: 'bad-test', line: assertion.line, column: assertion.path, message: error.message },
          ]);
        });
        // Who makes a world may ask everything about it, so what has no answer there is a slip of the file.
        if (judged.unanswered && maker !== undefined)
          throw new Invalid(`${path} asks about what it does not declare`, undefined, [
            { code: 'bad-test', line: judged.line, column: assertion.path, message: judged.message ?? '' },
          ]);
        results.push({ file: path, test: name, ...judged });
      }
    return results;
  });
