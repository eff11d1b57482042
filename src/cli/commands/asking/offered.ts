import { resolve } from 'node:path';
import { Usage } from '../../../domain/errors.ts';
import { kindOf } from '../../../kinds/index.ts';
import type { Offering } from '../../../operations/asking/offered-vouchers.ts';
import type { Context, Input, OptionSpec } from '../../command.ts';
import { databaseFiles } from '../../named-files.ts';
import { fieldOptions, fieldTexts } from '../record/options.ts';

const voucher = kindOf('voucher');

/** A file of vouchers, or the fields of one; the biocollection is what is asked. */
export const voucherOptions: Readonly<Record<string, OptionSpec>> = {
  file: { kind: 'value', value: 'file', help: 'register: the vouchers, with the columns of template vouchers' },
  ...Object.fromEntries(
    Object.entries(fieldOptions(voucher, 'create')).flatMap(([name, { required: _needed, ...spec }]) =>
      name === 'biocollection' ? [] : [[name, { ...spec, help: `register: ${spec.help}` }]],
    ),
  ),
};

/** The vouchers that are offered, if any are. Errors: Usage; for a file also NotFound, Invalid. */
export async function offeredIn(
  ref: string,
  input: Input,
  { access, edges, config }: Context,
): Promise<Offering | undefined> {
  const texts = fieldTexts(voucher, input, 'create');
  const file = input.maybe('file');
  const { demandOfferable, offeringOf, typedOffering } = await import('../../../operations/asking/offered-vouchers.ts');
  if (file === undefined) return Object.keys(texts).length === 0 ? undefined : typedOffering(texts);
  if (Object.keys(texts).length > 0)
    throw new Usage(`--${Object.keys(texts)[0]?.replaceAll('_', '-')} is for one voucher, and --file for many`);
  // What is wrong with a file is said to those who may ask.
  await demandOfferable(access, ref);
  const [{ openSource }, { readTable }] = await Promise.all([
    import('../../../csv/source.ts'),
    import('../../../csv/read.ts'),
  ]);
  const source = await openSource(file === '-' ? '-' : resolve(edges.cwd, file), {
    stdin: edges.stdin,
    spoolDir: edges.tmpdir,
    never: databaseFiles(config.db),
  });
  try {
    return await offeringOf(await readTable(source));
  } finally {
    source.close();
  }
}
