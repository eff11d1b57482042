import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { NotFound } from '../../../domain/errors.ts';
import { command, type Context } from '../../command.ts';
import { decoded, fromStandardInput } from '../../complete-input.ts';
import { refuseDatabaseFile } from '../../named-files.ts';

export const test = command({
  words: 'access test <file...>',
  summary: 'Hold what may be done against assertions, on the database or in a world that the file declares',
  options: {},
  examples: ['access test access.yaml', 'access test access.yaml --format junit'],
  fields: ['file', 'test', 'assertion', 'line', 'ok', 'message', 'unanswered'],
  needs: 'anyone',
  rule: 'on the database, what each question asks for; in a world of the file itself, everybody.',
  formats: ['text', 'tap', 'junit'],
  without: 'database',
  async run(input, context) {
    const { testAccess } = await import('../../../operations/assertions/test-access.ts');
    const { report } = await import('../../../operations/assertions/report.ts');
    const { edges, manner, open } = context;
    const files: { path: string; text: string }[] = [];
    for (const path of input.rest(0)) files.push({ path, text: await textOf(path, context) });
    const results = await testAccess(files, open, edges);
    return {
      data: results,
      columns: ['ok', 'file', 'line', 'assertion', 'message'],
      text: report(results, manner.own),
      exit: results.every(({ ok }) => ok) ? 0 : 4,
    };
  },
});

async function textOf(path: string, { edges, config }: Context): Promise<string> {
  if (path === '-') return fromStandardInput(edges);
  const file = resolve(edges.cwd, path);
  refuseDatabaseFile(file, config.db);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new NotFound(`${path} cannot be read`);
  }
  return decoded(bytes, path);
}
