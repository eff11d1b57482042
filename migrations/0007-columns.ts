/** What OpenDataBio keeps of an individual's first place and of how it was identified, and of plots and media. */
export const columns = `
alter table individual add column altitude real;
alter table individual add column location_date_time text;
alter table individual add column location_notes text;
alter table individual add column identification_notes text;
-- The collection in which the specimen lies that it was compared with, and its number there.
alter table individual add column identification_biocollection_id integer references container (id);
alter table individual add column identification_biocollection_number text;
create index individual_identification_biocollection on individual (identification_biocollection_id)
  where identification_biocollection_id is not null;

alter table past_identification add column identification_notes text;
alter table past_identification add column identification_biocollection_id integer references container (id);
alter table past_identification add column identification_biocollection_number text;
create index past_identification_biocollection on past_identification (identification_biocollection_id)
  where identification_biocollection_id is not null;

alter table location add column azimuth real;

alter table media add column notes text;
`;
