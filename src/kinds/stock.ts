import { nameKey } from '../domain/name-key.ts';
import { defineKind, keyColumns, type Field } from './kind.ts';

/** BrainSTEM's types of consumable stocks. */
const types = [
  'ChemicalReagent',
  'ConsumableDevice',
  'ImmunoReagent',
  'ImplantMaterial',
  'OpticFiber',
  'OpticalComponent',
  'PharmacologicalAgent',
  'PhysiologicalSolution',
  'SiliconProbe',
  'SingleWireElectrode',
  'SurgicalDisposable',
  'TracerDye',
  'VirusSolution',
] as const;
const states = ['AVAILABLE', 'RESERVED', 'DEPLETED'] as const;

const text = (name: string, help: string, example = ''): Field => ({ name, column: name, type: 'text', help, example });

/** A consumable of which some is there: a bottle, a box, a batch. */
export const stock = defineKind({
  name: 'stock',
  plural: 'stocks',
  aliases: ['consumable-stock', 'consumable-stocks', 'consumable_stock', 'consumable_stocks', 'consumablestock'],
  table: 'stock',
  measurable: false,
  governedBy: 'inventory',
  naming: 'name',
  fields: [
    {
      name: 'name',
      column: 'name',
      type: 'name',
      required: true,
      help: 'unique within its inventory',
      example: 'AAV5-batch-3',
    },
    {
      name: 'inventory',
      column: 'inventory_id',
      type: 'reference',
      to: 'inventory',
      required: true,
      fixed: true,
      help: 'that it belongs to, and that governs it',
      example: 'example',
    },
    {
      name: 'type',
      column: 'type',
      type: 'choice',
      choices: types,
      required: true,
      help: `what sort of consumable: ${types.join(', ')}`,
      example: 'VirusSolution',
    },
    text('consumable', 'what exactly it is', 'AAV5-CaMKIIa-GCaMP6f'),
    {
      name: 'status',
      column: 'status',
      type: 'choice',
      choices: states,
      help: `${states.join(', ')}; the first when absent`,
      example: 'AVAILABLE',
    },
    { name: 'acquisition_date', column: 'acquisition_date', type: 'date', help: 'when it came', example: '2025-03-01' },
    {
      name: 'expiration_date',
      column: 'expiration_date',
      type: 'date',
      future: true,
      help: 'until when it can be used',
      example: '2027-03',
    },
    text('storage_location', 'where it is kept', 'freezer 2'),
    text('storage_conditions', 'how it is kept', '-80 °C'),
    text('intended_use', 'what it is for'),
    text('cost', 'what it cost'),
    text('notes', 'anything else'),
  ],
  key: keyColumns('inventory_id', 'name_key'),
  lookups: [{ column: 'name_key', key: nameKey }],
  carries: ['name'],
  listed: ['name', 'inventory', 'type', 'status', 'expiration_date'],
  usedBy: [],
  derived: ['name_key'],
  complete({ values }) {
    values['name_key'] = nameKey(String(values['name'] ?? ''));
    values['status'] ??= states[0];
  },
});
