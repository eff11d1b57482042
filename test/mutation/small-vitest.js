/**
 * As much of vitest as the tests use that mutants meet first, for a bundle of them: to start the whole of it takes longer than they do.
 * Ends at the first failure with exit code 1 and its name as JSON on stdout. ONLY, a regular expression, chooses tests by name.
 */
import { isDeepStrictEqual } from 'node:util';

const hooks = { before: [], after: [] };
/** What goes before each test of a description, and of those around it. */
let within = { each: [] };
const cases = [];
let now = 'the tests begin';

function fail(why) {
  process.stdout.write(JSON.stringify({ name: now, why: String(why?.stack ?? why).slice(0, 2000) }));
  process.exit(1);
}
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

export const inject = () => process.env.KEPT;
export const beforeAll = (act) => hooks.before.push(act);
export const beforeEach = (act) => within.each.push(act);
export const afterAll = (act) => hooks.after.push(act);
export const test = (name, act) => cases.push([name, act, within]);
export const describe = (_name, fill) => {
  const around = within;
  within = { each: [], around };
  fill();
  within = around;
};
const beforeIn = ({ each: own, around }) => [...(around === undefined ? [] : beforeIn(around)), ...own];
const each = (make) => (rows) => (name, act) => {
  for (const row of rows) {
    const args = Array.isArray(row) ? row : [row];
    make(name.replace('%s', String(args[0])), () => act(...args));
  }
};
test.each = each(test);
describe.each = each(describe);

/** `part`: what is wanted may leave properties out. */
function alike(got, wanted, part = false) {
  if (wanted?.matches !== undefined) return wanted.matches(got);
  const objects = [got, wanted].every((one) => typeof one === 'object' && one !== null);
  const plain = objects && [got, wanted].every((one) => [Object.prototype, null].includes(Object.getPrototypeOf(one)));
  if (objects && Array.isArray(got) && Array.isArray(wanted))
    return got.length === wanted.length && wanted.every((one, at) => alike(got[at], one, part));
  if (!plain && !(objects && part)) return isDeepStrictEqual(got, wanted);
  const keys = new Set([...Object.keys(wanted), ...(part ? [] : Object.keys(got))]);
  return [...keys].every((key) => alike(got[key], wanted[key], part));
}

const matchers = {
  toBe: Object.is,
  toEqual: (got, wanted) => alike(got, wanted),
  toMatchObject: (got, wanted) => alike(got, wanted, true),
  toContain: (got, part) => got.includes(part),
  toMatch: (got, form) => (typeof form === 'string' ? got.includes(form) : form.test(got)),
  toHaveLength: (got, length) => got.length === length,
  toBeNull: (got) => got === null,
  toBeUndefined: (got) => got === undefined,
  toContainEqual: (got, part) => got.some((one) => alike(one, part)),
  toBeLessThan: (got, most) => got < most,
  toBeLessThanOrEqual: (got, most) => got <= most,
  toBeGreaterThan: (got, least) => got > least,
  toBeGreaterThanOrEqual: (got, least) => got >= least,
};
export function expect(got) {
  const asked = (wish) =>
    Object.fromEntries(
      Object.entries(matchers).map(([name, holds]) => [
        name,
        (wanted) => {
          if (holds(got, wanted) !== wish) throw new Error(`${name}: ${JSON.stringify(got)?.slice(0, 1500)}`);
        },
      ]),
    );
  return { ...asked(true), not: asked(false) };
}
expect.soft = expect;
expect.any = (type) => ({ matches: (got) => Object(got) instanceof type });
expect.stringMatching = (form) => ({ matches: (got) => matchers.toMatch(got, form) });
expect.arrayContaining = (parts) => ({ matches: (got) => parts.every((part) => matchers.toContainEqual(got, part)) });
expect.objectContaining = (part) => ({ matches: (got) => alike(got, part, true) });
expect.stringContaining = (part) => ({ matches: (got) => String(got).includes(part) });

/** To be called when everything that the bundle holds has been declared. */
export async function run() {
  const only = new RegExp(process.env.ONLY ?? '');
  try {
    for (const act of hooks.before) await act();
    for (const [name, act, place] of cases) {
      if (!only.test(name)) continue;
      now = name;
      for (const before of beforeIn(place)) await before();
      await act();
    }
  } catch (error) {
    fail(error);
  }
  for (const act of hooks.after) await act();
}
