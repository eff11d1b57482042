import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { run as Run } from './cli/run.ts';
import type { Stream } from './cli/io.ts';
import { requireCompiled } from './compiled.ts';
import { version } from './version.ts';

/** The composition root: the only reader of `process`. */
const argv = process.argv.slice(2);

function stream(out: NodeJS.WriteStream): Stream {
  // Whoever reads us may stop early, as `head` does; that is not a failure, and what is being written to the database goes on.
  let closed = false;
  out.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed = true;
  });
  return {
    isTTY: out.isTTY,
    columns: out.columns,
    write: (text) =>
      closed || out.write(text)
        ? Promise.resolve()
        : new Promise((resolve) => {
            out.once('drain', resolve);
            out.once('error', () => resolve());
          }),
  };
}

if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) process.stdout.write(`${version}\n`);
else {
  let done = false;
  // A command whose promise never settles lets Node leave with 0 and its work undone.
  process.on('exit', () => {
    if (!done) process.exitCode = 1;
  });
  const built = fileURLToPath(new URL('run.cjs', import.meta.url));
  // Node reads source maps only of what it loads itself.
  const debug = argv.includes('--debug');
  if (debug) process.setSourceMapsEnabled(true);
  const { run } = (debug ? createRequire(built)(built) : requireCompiled(built)) as { run: typeof Run };
  const code = await run(argv, {
    env: process.env,
    cwd: process.cwd(),
    home: homedir(),
    uid: process.getuid?.(),
    pid: process.pid,
    tmpdir: tmpdir(),
    stdin: process.stdin,
    stdout: stream(process.stdout),
    stderr: stream(process.stderr),
    clock: () => new Date(),
    terminal: process.stderr,
  });
  done = true;
  process.exitCode = code;
}
