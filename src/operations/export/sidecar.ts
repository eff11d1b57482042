import type { Access } from '../../access/access.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import { citationOf } from '../citation/citation.ts';
import { asText } from '../citation/formats.ts';

/** What has to go along with a file of records: how to cite each dataset, under which licence, and what else it asks. */
export async function sidecarText(access: Access, file: string, datasets: readonly string[]): Promise<string> {
  const parts = await access.read(async (reading) => {
    const out: string[] = [];
    for (const name of datasets) {
      const citation = await citationOf(reading, containerKindOf('dataset'), name);
      const { licence, policy, mandatory } = citation;
      const lines = [
        `dataset/${citation.name}`,
        `Citation: ${asText(citation)}`,
        `Licence: ${licence ?? 'none, access to the data is restricted'}`,
        ...(policy === null ? [] : [`Policy: ${policy}`]),
        ...(mandatory.length === 0 ? [] : [`Must be cited too: ${mandatory.join(', ')}`]),
      ];
      out.push(`${lines.join('\n')}\n`);
    }
    return out;
  });
  return [`${file}\n`, ...parts].join('\n');
}
