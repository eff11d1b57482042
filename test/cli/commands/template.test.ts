import { describe, expect, test } from 'vitest';
import { fileKinds } from '../../../src/kinds/file-kinds.ts';
import { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';

describe('template', () => {
  test('prints the header of an import file', async () => {
    const bench = new Bench();
    expect((await bench.run(['template', 'persons'])).out).toBe(
      'full_name,abbreviation,email,institution,biocollection,orcid,notes\n',
    );
    expect((await bench.run(['template', 'persons'], { tty: true })).out).toBe(
      'full_name,abbreviation,email,institution,biocollection,orcid,notes\n',
    );
  });

  test('knows each kind by its singular, its plural and its other names', async () => {
    const bench = new Bench();
    for (const { name, plural, aliases = [] } of fileKinds) {
      const { out } = await bench.run(['template', name]);
      for (const word of [plural, ...aliases, name.toUpperCase()])
        expect(await bench.run(['template', word])).toMatchObject({ code: 0, out });
    }
    expect((await bench.run(['template', 'people'])).code).toBe(0);
    expect((await bench.run(['template', 'taxons'])).code).toBe(0);
  });

  test('--describe and JSON give each column with what it takes', async () => {
    const bench = new Bench();
    const described = await bench.run(['template', 'persons', '--describe', '--json']);
    expect(described.json()).toEqual((await bench.run(['template', 'person', '--json'])).json());
    const rows = described.json() as Record<string, unknown>[];
    expect(rows[0]).toMatchObject({
      column: 'full_name',
      required: true,
      type: 'name',
      aliases: ['name'],
      example: 'Adolpho Ducke',
    });
    for (const row of rows) {
      expect(Object.keys(row).slice(0, 5)).toEqual(['column', 'required', 'type', 'aliases', 'example']);
      expect(Array.isArray(row['aliases'])).toBe(true);
    }
    const tsv = await bench.run(['template', 'persons', '--describe']);
    expect(tsv.out.split('\n')[1]).toMatch(/^full_name\tyes\tname\tname\tAdolpho Ducke\t/);
  });

  test('is a file that imports, with no rows', async () => {
    const bench = await world();
    for (const { plural } of fileKinds) {
      bench.write('header.csv', (await bench.run(['template', plural])).out);
      const ran = await bench.run(['import', plural, 'header.csv', '--json']);
      expect(ran.code, `import ${plural}: ${ran.err}`).toBe(0);
      expect(ran.json()).toMatchObject({ status: 'success', read: 0, created: 0 });
      expect((ran.json() as { warnings: string[] }).warnings).toHaveLength(1);
    }
  });

  test('of a kind that there is none of is exit 3 and names the one that was meant', async () => {
    const ran = await new Bench().run(['template', 'measurments']);
    expect(ran).toMatchObject({ code: 3, out: '' });
    expect(ran.err).toContain('measurements');
  });

  test('in the wide form is a column for each trait, as the trait is called', async () => {
    const bench = await world();
    const header = ['individual', 'dataset', 'person', 'date', 'mass', 'eggs'];
    const ran = await bench.run(['template', 'measurements', '--wide', 'mass, EGGS'], { as: null });
    expect(ran).toMatchObject({ code: 0, out: `${header.join(',')}\n` });
    const json = await bench.run(['template', 'measurements', '--wide', 'id:1,eggs', '--json']);
    expect(json.json()).toEqual(header.map((column) => ({ column })));
    for (const argv of [
      ['persons', '--wide', 'mass'],
      ['measurements', '--wide', 'mass,,eggs'],
      ['measurements', '--wide', 'mass,eggs,Mass'],
      ['measurements', '--wide', 'mass', '--describe'],
    ])
      expect(await bench.run(['template', ...argv])).toMatchObject({ code: 2, out: '' });
  });

  test('in the wide form is refused for a trait that there is none of, with the nearest, and for links', async () => {
    const bench = await world();
    const wide = (traits: string) => bench.run(['template', 'measurements', '--wide', traits]);
    expect(await wide('mass,egs')).toEqual({
      code: 3,
      out: '',
      err: 'error: there is no trait egs that you can see\nhint: Did you mean eggs?\n',
      json: expect.any(Function),
    });
    expect((await wide('quite-another')).err).toContain('hint: The traits: vasculum trait list\n');
    await bench.must(
      'trait',
      'create',
      'likes',
      '--type',
      'link',
      '--link-type',
      'individual',
      '--name',
      'likes',
      '--description',
      'whom',
      '--objects',
      'individual',
    );
    expect(await wide('mass,likes')).toMatchObject({
      code: 5,
      out: '',
      err:
        'error: the trait likes links to records, and a column for each trait has no place for them\n' +
        'hint: Import its measurements as one row each: vasculum template measurements\n',
    });
    expect((await new Bench().run(['template', 'measurements', '--wide', 'mass'])).code).toBe(8);
  });
});
