import { sessionOf, type Reading } from '../../src/access/session.ts';

/** Preparing the same statements again for each question would take a good part of the time. */
export function prepareOnce(reading: Reading): void {
  const { handle } = sessionOf(reading);
  const prepare = handle.prepare.bind(handle);
  const statements = new Map<string, ReturnType<typeof prepare>>();
  Object.assign(handle, {
    prepare: (text: string) => {
      const found = statements.get(text) ?? prepare(text);
      statements.set(text, found);
      return found;
    },
  });
}
