import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSource, type Source } from '../../src/csv/source.ts';
import { NotFound, Usage } from '../../src/domain/errors.ts';
import { collect, readSource, refusal } from './memory.ts';

const content = 'a,b\n1,2\n';
const digest = createHash('sha256').update(content).digest('hex');
let directory = '';
let spoolDir = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vasculum-source-'));
  spoolDir = mkdtempSync(join(directory, 'spool-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = (
  path: string,
  stdin: Readable & { isTTY?: boolean } = Readable.from([]),
  never: string[] = [],
): Promise<Source> => openSource(path, { stdin, spoolDir, never });

function file(name: string, text: string | Buffer = content): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

async function bytesOf(source: Source): Promise<string> {
  return Buffer.concat(await collect(source.open())).toString();
}

test('a file is read as often as asked, and its digest is known after the first pass', async () => {
  const path = file('rows.csv');
  const source = await open(path);
  expect(source).toMatchObject({ name: path, size: 8, position: 0 });
  expect(await bytesOf(source)).toBe(content);
  expect(source.position).toBe(8);
  expect(await source.sha256()).toBe(digest);
  expect(await bytesOf(source)).toBe(content);
  source.close();
  expect(statSync(path).size).toBe(8);
});

test('the digest of a source that was not read to its end is of the whole file', async () => {
  const source = await open(file('rows.csv', `${content}${'x,y\n'.repeat(200_000)}`));
  for await (const chunk of source.open()) {
    expect(chunk.length).toBeLessThan(source.size);
    break;
  }
  const whole = createHash('sha256')
    .update(await bytesOf(source))
    .digest('hex');
  expect(await source.sha256()).toBe(whole);
  source.close();
});

test('standard input is kept in a private file that close removes', async () => {
  const source = await open('-', Readable.from([Buffer.from('a,b\n'), Buffer.from('1,2\n')]));
  const [spooled = ''] = readdirSync(spoolDir);
  expect(statSync(join(spoolDir, spooled)).mode & 0o777).toBe(0o600);
  expect(source).toMatchObject({ name: 'standard input', size: 8 });
  expect(await source.sha256()).toBe(digest);
  expect(await bytesOf(source)).toBe(content);
  expect(await bytesOf(source)).toBe(content);
  source.close();
  expect(readdirSync(spoolDir)).toEqual([]);
});

test('nothing is left behind when standard input breaks off', async () => {
  const broken = Readable.from(
    (function* () {
      yield Buffer.from('a,b\n');
      throw new Error('gone');
    })(),
  );
  await expect(open('-', broken)).rejects.toThrow('gone');
  expect(readdirSync(spoolDir)).toEqual([]);
});

test('a terminal is not waited for', async () => {
  const stdin = Object.assign(Readable.from([]), { isTTY: true });
  await expect(open('-', stdin)).rejects.toThrow(Usage);
  await expect(open('-', stdin)).rejects.toMatchObject({ hint: 'Give a file, or pipe the rows in.' });
});

test('a named pipe is read through a private file', async () => {
  const path = join(directory, 'pipe.csv');
  execFileSync('mkfifo', [path]);
  const [source] = await Promise.all([
    open(path),
    import('node:fs/promises').then((fs) => fs.writeFile(path, content)),
  ]);
  expect(await readSource(source)).toMatchObject({ header: ['a', 'b'], rows: [['1', '2']] });
  expect(readdirSync(spoolDir)).toHaveLength(1);
  source.close();
  expect(readdirSync(spoolDir)).toEqual([]);
});

test('a symbolic link is followed', async () => {
  const link = join(directory, 'link.csv');
  symlinkSync(file('rows.csv'), link);
  const source = await open(link);
  expect(await bytesOf(source)).toBe(content);
  source.close();
});

test('a directory or a device is refused by its name', async () => {
  expect((await refusal(open(directory))).message).toBe(`${directory} is a directory, not a file`);
  expect((await refusal(open('/dev/zero'))).message).toBe('/dev/zero is a device, not a file');
});

test('a file that is missing is not found', async () => {
  const path = join(directory, 'missing.csv');
  await expect(open(path)).rejects.toThrow(new NotFound(`there is no file ${path}`));
  await expect(open(join(file('rows.csv'), 'inside'))).rejects.toThrow(NotFound);
});

test('a file of the database itself is refused before it is opened', async () => {
  const path = file('lab.db');
  const link = join(directory, 'link.csv');
  symlinkSync(path, link);
  const refused = await refusal(open(link, Readable.from([]), [path, `${path}-wal`]));
  expect(refused.message).toBe(`${link} belongs to the database itself`);
});

test('a file that is written to while it is read is refused', async () => {
  const path = file('rows.csv');
  const source = await open(path);
  appendFileSync(path, '3,4\n');
  const refused = await refusal(readSource(source));
  expect(refused.message).toBe(`${path} changed while it was being read`);
  source.close();
});

test('the file that was opened is read, also when another one is moved to its place', async () => {
  const path = file('rows.csv');
  const source = await open(path);
  rmSync(path);
  file('rows.csv', 'other\n');
  expect(await bytesOf(source)).toBe(content);
  source.close();
});
