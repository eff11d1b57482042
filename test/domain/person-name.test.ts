import { expect, test } from 'vitest';
import { partName } from '../../src/domain/person-name.ts';

test.each([
  ['Adolpho Ducke', 'Adolpho', null, 'Ducke', null],
  ['Kristen B. Gorman', 'Kristen B.', null, 'Gorman', null],
  ['Alexander von Humboldt', 'Alexander', 'von', 'Humboldt', null],
  ['Maria de los Santos', 'Maria', 'de los', 'Santos', null],
  ['José da Silva Filho', 'José', 'da', 'Silva Filho', null],
  ['João Neto', 'João', null, 'Neto', null],
  ['Martin Luther King Jr.', 'Martin Luther', null, 'King', 'Jr.'],
  ['Martin Luther King, Jr.', 'Martin Luther', null, 'King', 'Jr.'],
  ['Ducke, Adolpho', 'Adolpho', null, 'Ducke', null],
  ['von Humboldt, Alexander', 'Alexander', 'von', 'Humboldt', null],
  ['King, Jr., Martin Luther', 'Martin Luther', null, 'King', 'Jr.'],
  ['Van Morrison', 'Van', null, 'Morrison', null],
  ['van Gogh', 'van', null, 'Gogh', null],
  ['Plato', null, null, 'Plato', null],
  ['李 小龙', '李', null, '小龙', null],
  ['  Ana \t Maria   Braga ', 'Ana Maria', null, 'Braga', null],
])('%j is given %j, particle %j, family %j, suffix %j', (text, given, particle, family, suffix) => {
  expect(partName(text)).toEqual({ given, particle, family, suffix });
});
