import { defineKind, keyColumns } from './kind.ts';

/** What was done in a session: by which paradigm, in which setup. It belongs to the projects of its session. */
export const behavior = defineKind({
  name: 'behavior',
  plural: 'behaviors',
  aliases: ['behaviour', 'behaviours'],
  table: 'behavior',
  measurable: false,
  governedBy: 'project',
  partOf: 'session',
  fields: [
    {
      name: 'session',
      column: 'session_id',
      type: 'reference',
      to: 'session',
      required: true,
      fixed: true,
      help: 'in which it took place, and whose projects govern it',
      example: 'Rat-1-day-3',
    },
    {
      name: 'number',
      column: 'number',
      type: 'integer',
      aliases: ['order'],
      help: 'its place in the session, from 1, which it is when absent',
      example: '1',
    },
    {
      name: 'setup',
      column: 'setup_id',
      type: 'reference',
      to: 'setup',
      required: true,
      help: 'where it took place',
      example: 'example',
    },
    {
      name: 'paradigm',
      column: 'paradigm_id',
      type: 'reference',
      to: 'paradigm',
      required: true,
      aliases: ['behavioral_paradigm', 'behavioral_assay', 'behavioralassay'],
      help: 'what was done; for the same type of setup, where both say theirs',
      example: 'example',
    },
    { name: 'notes', column: 'notes', type: 'text', help: 'anything else', example: '' },
  ],
  key: keyColumns('session_id', 'number'),
  lookups: [],
  carries: [],
  listed: ['session', 'number', 'setup', 'paradigm'],
  usedBy: [],
  derived: [],
  complete({ values }, { report }) {
    values['number'] ??= 1;
    if (typeof values['number'] === 'number' && values['number'] < 1)
      report({ code: 'out-of-range', column: 'number', message: 'is 1 or more' });
  },
});
