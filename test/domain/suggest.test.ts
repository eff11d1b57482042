import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { closest } from '../../src/domain/suggest.ts';

test.each([
  ['projcet', ['dataset', 'project'], 'project'],
  ['PROJECT', ['dataset', 'project'], 'project'],
  ['datasets', ['Dataset', 'project'], 'Dataset'],
  ['ad', ['add', 'at'], 'add'],
  ['ab', ['xy'], undefined],
  ['person', ['group', 'dataset'], undefined],
  ['', ['a'], 'a'],
  ['word', [], undefined],
])('for %j among %j it is %j', (word, candidates, found) => {
  expect(closest(word, candidates)).toBe(found);
});

test('prefers the nearest, not the first within reach', () => {
  expect(closest('members', ['remembers', 'member', 'number'])).toBe('member');
});

test('takes any iterable', () => {
  expect(closest('nam', new Map([['name', 1]]).keys())).toBe('name');
});

/** The textbook recursion, slow and plainly right. */
const steps = (a: string, b: string): number => {
  if (a === '' || b === '') return a.length + b.length;
  if (a[0] === b[0]) return steps(a.slice(1), b.slice(1));
  return 1 + Math.min(steps(a.slice(1), b), steps(a, b.slice(1)), steps(a.slice(1), b.slice(1)));
};

/** Two neighbours that changed places are one step. */
const apart = (a: string, b: string): number =>
  a.split('').some(
    (_letter, at) =>
      a !== b &&
      a.length === b.length &&
      a.slice(0, at) +
        a
          .slice(at, at + 2)
          .split('')
          .toReversed()
          .join('') +
        a.slice(at + 2) ===
        b,
  )
    ? 1
    : steps(a, b);

test('is never further off than a third of the word, and none is nearer', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abc'.split('')), maxLength: 6 });
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 5 }), (typed, candidates) => {
      const least = Math.min(...candidates.map((candidate) => apart(typed, candidate)));
      const expected =
        least <= Math.max(1, Math.floor(typed.length / 3))
          ? candidates.find((candidate) => apart(typed, candidate) === least)
          : undefined;
      expect(closest(typed, candidates)).toBe(expected);
    }),
  );
});
