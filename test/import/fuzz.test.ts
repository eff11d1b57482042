import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { world } from '../helpers/world.ts';
import { importing, records } from './importing.ts';

const runs = Number(process.env['FUZZ_RUNS'] ?? 300);

const table = [
  'full_name,abbreviation,email,orcid,notes',
  'Adolpho Ducke,,ducke@example.org,0000-0002-1825-0097,"he said ""ah"", twice"',
  'Zoë Nuñez,NUÑEZ Z,,,"two',
  'lines"',
  'Ivo Good,,,,=1+1',
  '',
].join('\n');
const mutation = fc.record({
  at: fc.nat(Buffer.byteLength(table)),
  removed: fc.nat(4),
  inserted: fc.oneof(
    fc.uint8Array({ maxLength: 3 }),
    fc.constantFrom('"', ',', '\n', '\r\n', ';', '|', '\0', 'é', '\u202e', '“').map((text) => Buffer.from(text)),
  ),
});
const option = fc.constantFrom(
  [],
  ['--on-invalid', 'skip'],
  ['--if-exists', 'update', '--on-invalid', 'skip'],
  ['--ignore', 'rest', '--na', 'Ivo Good'],
  ['--encoding', 'latin1', '--delimiter', 'semicolon', '--set', 'full_name=A {notes}'],
);

test('a damaged file is imported or refused for a reason, each row counts once, and a trial changes nothing', async () => {
  const bench = await world();
  const before = records(bench);
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), option, async (mutations, options) => {
      let bytes = Buffer.from(table);
      for (const { at, removed, inserted } of mutations)
        bytes = Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]);
      const { code, result, errors } = await importing(bench, 'persons', bytes, [...options, '--dry-run']);
      expect([0, 5]).toContain(code);
      expect(result.created + result.updated + result.unchanged + result.skipped + result.rejected).toBe(result.read);
      expect(errors.length > 0).toBe(result.error_count > 0);
      expect(code === 0 || errors.length > 0).toBe(true);
      expect(errors.filter((error) => error.line === null && error.code !== 'bad-file')).toEqual([]);
    }),
    { numRuns: runs },
  );
  expect(records(bench)).toEqual(before);
}, 60_000);
