import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

type Exports = Record<string, unknown>;
type Wrapped = (exports: Exports, require: unknown, module: { exports: Exports }, path: string, dir: string) => void;

/** Beside each built file, what V8 made of it when it was built; another version of V8 refuses it and compiles the file anew. */
export const cacheOf = (path: string): string => `${path}.v8`;

/**
 * Requires a built CommonJS file and what it requires beside it. Half the time of a short command would else go to compiling.
 * `kept` gets the scripts, for the build to store what V8 made of them.
 */
export function requireCompiled(path: string, kept?: Map<string, Script>): unknown {
  const native = createRequire(path);
  const modules = new Map<string, { exports: Exports }>();
  const load = (file: string): Exports => {
    const found = modules.get(file);
    if (found !== undefined) return found.exports;
    const module = { exports: {} };
    modules.set(file, module);
    const source = readFileSync(file, 'utf8');
    const cachedData = kept === undefined ? cacheFile(cacheOf(file)) : undefined;
    const script = new Script(`(function (exports, require, module, __filename, __dirname) {${source}\n})`, {
      filename: file,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
    kept?.set(file, script);
    const dir = dirname(file);
    const required = (name: string): unknown => (name.startsWith('./') ? load(join(dir, name)) : native(name));
    (script.runInThisContext() as Wrapped)(module.exports, required, module, file, dir);
    return module.exports;
  };
  return load(path);
}

function cacheFile(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
