import { individualHints, objectKindsText } from './kind.ts';

/** The columns that beside `object` say which record something is about. */
export const objectColumns = [
  { name: 'object_type', help: `the kind of the object: ${objectKindsText}` },
  { name: 'individual', help: 'the object, by tag' },
  { name: 'voucher', help: 'the object, a voucher, as id:12' },
  { name: 'location', help: 'the object, a location' },
  { name: 'taxon', help: 'the object, a taxon' },
  { name: 'subject', help: 'the object, a subject' },
  ...individualHints,
  { name: 'biocollection', help: 'of a voucher, whose object is the tag of its individual' },
  { name: 'biocollection_number', help: 'of a voucher, in its biocollection' },
] as const;
