import { resolve } from 'node:path';
import { command } from '../../command.ts';
import { WholeFile } from '../../whole-file.ts';

export const fetchFile = command({
  words: 'media fetch <media>',
  summary: 'Write the file of media that you can see, checked against its digest',
  options: {
    output: { kind: 'value', value: 'file', required: true, help: 'write to this file' },
    force: { kind: 'flag', help: 'replace the file' },
  },
  examples: ['media fetch id:1 --output photo-1.jpg', 'media fetch id:1 --output photo-1.jpg --force --json'],
  fields: ['file', 'name', 'bytes', 'sha256'],
  needs: { action: 'read', subject: 'media' },
  writes: true,
  async run(input, { access, config, edges, dryRun }) {
    const { Blobs } = await import('../../../operations/media/blobs.ts');
    const { locateFile } = await import('../../../operations/media/fetch-media.ts');
    const { sha256, name } = await locateFile(access, input.arg(0));
    const path = resolve(edges.cwd, input.text('output'));
    const file = new WholeFile(path, input.flag('force'), config.db);
    file.check();
    let bytes = 0;
    try {
      new Blobs(config.db).read(sha256, (chunk) => {
        bytes += chunk.length;
        if (!dryRun) file.write(chunk);
      });
      if (!dryRun) file.keep();
    } finally {
      file.discard();
    }
    return { data: { file: path, name, bytes, sha256 }, say: `${dryRun ? 'would write' : 'wrote'} ${name} to ${path}` };
  },
});
