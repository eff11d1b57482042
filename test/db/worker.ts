/** Bundled by built.ts and run as a process of its own: ORDERS.json ANSWERS.json START, the moment at which it begins. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { run } from '../../src/cli/run.ts';

export interface Order {
  argv: readonly string[];
  as: string | null;
  /** Another database than that of the whole process. */
  db?: string;
  /** Not before so many milliseconds after the start. */
  at?: number;
}

export interface Answer {
  code: number;
  out: string;
  err: string;
}

const [orders = '', answers = '', start = '0'] = process.argv.slice(2);
const taken: Answer[] = [];
for (const { argv, as, db = process.env['VASCULUM_DB'], at = 0 } of JSON.parse(
  readFileSync(orders, 'utf8'),
) as Order[]) {
  // Nothing but a busy wait begins at the same moment in several processes.
  while (Date.now() < Number(start) + at);
  let out = '';
  let err = '';
  const code = await run(argv, {
    env: { VASCULUM_DB: db, ...(as === null ? {} : { VASCULUM_USER: as }) },
    cwd: process.cwd(),
    home: process.env['HOME'] ?? '/nonexistent',
    uid: process.getuid?.(),
    pid: process.pid,
    tmpdir: process.cwd(),
    stdin: Readable.from([]),
    stdout: { write: async (text) => void (out += text) },
    stderr: { write: async (text) => void (err += text) },
    clock: () => new Date(),
  });
  taken.push({ code, out, err });
}
writeFileSync(answers, JSON.stringify(taken));
