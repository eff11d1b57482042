/** The rest of the OpenDataBio side: biocollections and vouchers, references, tags, media, subjects, histories and translations. */
export const breadth = `
-- A biocollection's acronym is its container.name.
create table biocollection (
  id integer primary key references container (id) on delete cascade,
  full_name text not null,
  irn integer,
  url text
) strict;

-- Its taxonomic specialists are the persons linked to it.
alter table person add column biocollection_id integer references container (id);
create index person_biocollection on person (biocollection_id) where biocollection_id is not null;

create table bibreference (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  bibkey text not null,
  bibkey_key text not null unique,
  bibtex text not null,
  entry_type text not null,
  authors text,
  year integer,
  title text,
  doi text,
  doi_key text,
  created_by integer references lab_user (id),
  created_at text not null,
  updated_at text not null
) strict;
-- Not unique: chapters of one book may have its DOI.
create index bibreference_doi on bibreference (doi_key) where doi_key is not null;

create table dataset_reference (
  dataset_id integer not null references container (id) on delete cascade,
  reference_id integer not null references bibreference (id),
  mandatory integer not null check (mandatory in (0, 1)),
  primary key (dataset_id, reference_id)
) strict, without rowid;
create index dataset_reference_reference on dataset_reference (reference_id);

create table tag (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  name text not null,
  name_key text not null unique,
  description text,
  created_by integer references lab_user (id),
  created_at text not null,
  updated_at text not null
) strict;

create table container_tag (
  container_id integer not null references container (id) on delete cascade,
  tag_id integer not null references tag (id),
  primary key (container_id, tag_id)
) strict, without rowid;
create index container_tag_tag on container_tag (tag_id);

alter table project add column publications text;

alter table taxon add column reference_id integer references bibreference (id);
create index taxon_reference on taxon (reference_id) where reference_id is not null;

alter table trait add column reference_id integer references bibreference (id);

-- Names of a trait (category_id null) or of one of its categories in other languages.
create table translation (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  trait_id integer not null references trait (id) on delete cascade,
  category_id integer references trait_category (id) on delete cascade,
  language text not null,
  name text not null,
  name_key text not null,
  description text,
  created_by integer references lab_user (id),
  created_at text not null,
  updated_at text not null
) strict;
create unique index translation_key on translation (trait_id, coalesce(category_id, 0), language);
create index translation_category on translation (category_id);

create table voucher (
  id integer primary key references object (id),
  dataset_id integer not null references container (id),
  scope_id integer not null references scope (id),
  individual_id integer not null references individual (id),
  biocollection_id integer not null references container (id),
  biocollection_number text,
  biocollection_number_key text not null default '',
  biocollection_type integer not null default 0 check (biocollection_type between 0 and 15),
  number text,
  collector_id integer references person (id),
  date integer,
  notes text,
  created_at text not null,
  updated_at text not null,
  check ((collector_id is null) = (number is null)),
  check ((collector_id is null) = (date is null))
) strict;
create unique index voucher_key on voucher (individual_id, biocollection_id, biocollection_number_key, dataset_id);
create index voucher_scope on voucher (scope_id);
create index voucher_dataset on voucher (dataset_id);
create index voucher_biocollection on voucher (biocollection_id, individual_id);

-- The first collector stands in voucher.collector_id; here are the others, from position 2 on.
create table voucher_collector (
  voucher_id integer not null references voucher (id) on delete cascade,
  position integer not null,
  person_id integer not null references person (id),
  primary key (voucher_id, position)
) strict, without rowid;

-- Where an individual was seen again; its first place stands in the individual itself.
create table occurrence (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  dataset_id integer not null references container (id),
  scope_id integer not null references scope (id),
  individual_id integer not null references individual (id),
  location_id integer references location (id),
  latitude real,
  longitude real,
  date_time text not null,
  altitude real,
  x real,
  y real,
  distance real,
  angle real,
  notes text,
  created_at text not null,
  updated_at text not null,
  unique (individual_id, date_time),
  check ((location_id is null) <> (latitude is null)),
  check ((latitude is null) = (longitude is null))
) strict;
create index occurrence_scope on occurrence (scope_id);
create index occurrence_dataset on occurrence (dataset_id);
create index occurrence_location on occurrence (location_id);

-- Without it every deletion of an object would read them all.
create index object_parent on object (parent_object_id) where parent_object_id is not null;

-- What an individual was taken for before; the current identification stands in the individual itself.
create table past_identification (
  id integer primary key autoincrement,
  individual_id integer not null references individual (id) on delete cascade,
  taxon_id integer not null references taxon (id),
  identifier_id integer references person (id),
  identification_date integer,
  identification_modifier text,
  replaced_by integer references lab_user (id),
  replaced_at text not null
) strict;
create index past_identification_individual on past_identification (individual_id, id);
create index past_identification_taxon on past_identification (taxon_id);
create index past_identification_identifier on past_identification (identifier_id);

alter table measurement add column link_id integer references object (id);
alter table measurement add column reference_id integer references bibreference (id);
alter table measurement add column parent_id integer references measurement (id);
create index measurement_link on measurement (link_id) where link_id is not null;
create index measurement_reference on measurement (reference_id) where reference_id is not null;
create index measurement_parent on measurement (parent_id) where parent_id is not null;

-- The bytes lie in a folder beside the database, under their SHA-256.
create table media (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  dataset_id integer not null references container (id),
  scope_id integer not null references scope (id),
  object_id integer not null references object (id),
  file_name text not null,
  file_name_key text not null,
  sha256 text not null,
  size integer not null,
  media_type text not null,
  licence text not null,
  description text,
  date integer,
  created_at text not null,
  updated_at text not null,
  unique (object_id, file_name_key, dataset_id)
) strict;
create index media_scope on media (scope_id);
create index media_dataset on media (dataset_id);
create index media_sha256 on media (sha256);

create table media_collector (
  media_id integer not null references media (id) on delete cascade,
  position integer not null,
  person_id integer not null references person (id),
  primary key (media_id, position)
) strict, without rowid;

create table media_tag (
  media_id integer not null references media (id) on delete cascade,
  position integer not null,
  tag_id integer not null references tag (id),
  primary key (media_id, position)
) strict, without rowid;
create index media_collector_person on media_collector (person_id);
create index media_tag_tag on media_tag (tag_id);

-- Governed by one or several projects.
create table subject (
  id integer primary key references object (id),
  name text not null,
  name_key text not null,
  description text,
  species text,
  sex text,
  birth_date integer,
  notes text,
  created_at text not null,
  updated_at text not null
) strict;
create index subject_name on subject (name_key);

create table subject_project (
  subject_id integer not null references subject (id) on delete cascade,
  position integer not null,
  project_id integer not null references container (id),
  primary key (subject_id, position),
  unique (subject_id, project_id)
) strict, without rowid;
create index subject_project_project on subject_project (project_id, subject_id);

-- What a job changed, as it was before; what it created is in job_range.
create table job_change (
  job_id integer not null references job (id) on delete cascade,
  kind text not null,
  record_id integer not null,
  before text not null,
  primary key (job_id, kind, record_id)
) strict, without rowid;

create index job_log_severity on job_log (job_id, severity, code);

-- "insert or replace" would delete a row without asking the trigger that keeps rows from being deleted.
create trigger audit_adds before insert on audit
when exists (select 1 from audit where seq = new.seq)
begin
  select raise(abort, 'the audit log is append-only');
end;
`;
