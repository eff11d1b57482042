import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Script } from 'node:vm';
import type { run as Run } from './cli/run.ts';
import type { Stream } from './cli/io.ts';
import { cacheOf, requireCompiled } from './compiled.ts';

/**
 * The build's last step, which it runs once and removes: short commands are given, and what V8 has made of the built files is
 * stored beside them. Only functions that ran are in it, so commands that are typed often belong in the list.
 */
const commands = [
  ['--help'],
  ['init', 'lab.db', '--user', 'ana', '--email', 'ana@lab.org', '--config', 'none'],
  ['whoami'],
  ['user', 'create', 'ben', '--email', 'ben@lab.org', '--level', 'full'],
  ['project', 'create', 'wetlands', '--title', 'Wetland plots'],
  ['project', 'grant', 'wetlands', 'ben', '--role', 'viewer'],
  ['project', 'list'],
  ['project', 'list', '-o', 'table'],
  ['project', 'show', 'wetlands', '--json'],
  ['project', 'members', 'wetlands'],
  ['access', 'explain', 'ben', 'read', 'project/wetlands'],
  ['person', 'create', 'Ana Lima'],
  ['import', 'persons', 'persons.csv', '--dry-run'],
  ['export', 'persons'],
];

const dir = mkdtempSync(join(tmpdir(), 'vasculum-build-'));
const silent: Stream = { write: () => Promise.resolve() };
const scripts = new Map<string, Script>();
try {
  writeFileSync(join(dir, 'persons.csv'), 'full_name,email\n"Ben, Okri",ben@lab.org\n');
  const built = fileURLToPath(new URL('run.cjs', import.meta.url));
  const { run } = requireCompiled(built, scripts) as { run: typeof Run };
  for (const argv of commands) {
    const code = await run(argv, {
      env: { VASCULUM_DB: join(dir, 'lab.db'), VASCULUM_USER: 'ana' },
      cwd: dir,
      home: dir,
      uid: undefined,
      pid: 1,
      tmpdir: dir,
      stdin: Readable.from([]),
      stdout: silent,
      stderr: silent,
      clock: () => new Date(),
    });
    if (code !== 0) throw new Error(`vasculum ${argv.join(' ')} ended with ${code}`);
  }
  for (const [path, script] of scripts) writeFileSync(cacheOf(path), script.createCachedData());
} finally {
  rmSync(dir, { recursive: true, force: true });
}
