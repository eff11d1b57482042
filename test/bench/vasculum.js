import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { datasets, writeReferences } from './data.js';

export const program = fileURLToPath(new URL('../../bin/vasculum.js', import.meta.url));

/** The user of the timed runs: collaborator of every dataset, owner of what `project list` lists. */
export const user = 'cora';

const ofProgram = /^(VASCULUM|XDG)_/;

/** Which database, and as whom. */
export const ofVasculum = (db, login = user) => ({ HOME: '/nonexistent', VASCULUM_DB: db, VASCULUM_USER: login });

/** Node starts fastest here: it has, for one, no NODE_EXTRA_CA_CERTS to read. */
export const bareEnvironment = { PATH: process.env.PATH };

/** The machine as its user has it, for what Node's own start costs is part of every figure; nothing of their Vasculum. */
export const environment = (db, login = user) => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofProgram.test(name))),
  ...ofVasculum(db, login),
});

/** A command that must succeed; returns what it printed. */
export function must(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...options,
  });
  if (status !== 0)
    throw new Error(`${[command, ...args].join(' ')} ended with ${status}: ${stderr}${error?.message ?? ''}`);
  return stdout;
}

/** Makes the database that every run starts from, through the program itself. */
export function prepareDatabase(dir, individuals, projects) {
  const db = join(dir, 'lab.db');
  const run = (login, ...args) => must(process.execPath, [program, ...args], { cwd: dir, env: environment(db, login) });
  run('', 'init', db, '--user', 'sara', '--email', 'sara@lab.org', '--config', 'none');
  for (const login of ['ana', user])
    run('sara', 'user', 'create', login, '--email', `${login}@lab.org`, '--level', 'full');
  for (const name of datasets) {
    run('ana', 'dataset', 'create', name);
    run('ana', 'dataset', 'grant', name, user, '--role', 'collaborator');
  }
  for (let at = 1; at <= projects; at += 1) run(user, 'project', 'create', `project-${at}`, '--title', `Title ${at}`);
  for (const { kind, path } of writeReferences(dir, individuals)) {
    run('ana', 'import', kind, path);
    rmSync(path);
  }
  return db;
}
