import { individualHints, objectKindsText, type HelpColumn } from './kind.ts';

/** The columns that beside `object` say which record something is about. */
export const objectColumns = [
  { name: 'object_type', help: `the kind of the object: ${objectKindsText}` },
  { name: 'individual', to: 'individual', help: 'the object, by tag' },
  { name: 'voucher', to: 'voucher', help: 'the object, a voucher, as id:12' },
  { name: 'location', to: 'location', help: 'the object, a location' },
  { name: 'taxon', to: 'taxon', help: 'the object, a taxon' },
  { name: 'subject', to: 'subject', help: 'the object, a subject' },
  ...individualHints,
  { name: 'biocollection', to: 'biocollection', help: 'of a voucher, whose object is the tag of its individual' },
  { name: 'biocollection_number', help: 'of a voucher, in its biocollection' },
] as const satisfies readonly HelpColumn[];
