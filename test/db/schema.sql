CREATE TRIGGER audit_adds before insert on audit
when exists (select 1 from audit where seq = new.seq)
begin
  select raise(abort, 'the audit log is append-only');
end;

CREATE TRIGGER audit_keeps before update on audit begin select raise(abort, 'the audit log is append-only'); end;

CREATE TRIGGER audit_stays before delete on audit begin select raise(abort, 'the audit log is append-only'); end;

CREATE TRIGGER job_status before update of status on job
when not (
  (old.status = 'submitted' and new.status in ('processing', 'cancelled'))
  or (old.status = 'processing' and new.status in ('success', 'failed', 'cancelled'))
  or (old.status in ('failed', 'cancelled') and new.status = 'submitted')
)
begin
  select raise(abort, 'this change of a job status is not possible');
end;

CREATE TABLE access_token (
  id integer primary key autoincrement,
  user_id integer not null references lab_user (id) on delete cascade,
  -- SHA-256 of the secret, which is random and long, so that nothing slower is needed.
  hash blob not null unique check (length(hash) = 32),
  -- What it allows, as JSON; null: all that its user may.
  scope text,
  created_by integer not null references lab_user (id),
  created_at text not null,
  expires_at text,
  revoked_at text
) strict;

CREATE TABLE audit (
  seq integer primary key,
  time text not null,
  actor text not null,
  configured_actor text,
  assurance text not null,
  os_uid integer,
  command text not null,
  object_kind text not null,
  object_id integer,
  before text,
  after text,
  job_id integer,
  previous_hash blob not null,
  hash blob not null
) strict;

CREATE TABLE behavior (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  session_id integer not null references session (id),
  setup_id integer not null references container (id),
  paradigm_id integer not null references container (id),
  number integer not null default 1,
  notes text,
  created_at text not null,
  updated_at text not null,
  unique (session_id, paradigm_id, number)
) strict;

CREATE TABLE bibreference (
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

CREATE TABLE biocollection (
  id integer primary key references container (id) on delete cascade,
  full_name text not null,
  irn integer,
  url text
) strict;

CREATE TABLE container (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  kind text not null check (kind in ('group', 'project', 'dataset', 'biocollection', 'setup', 'inventory', 'storage', 'paradigm')),
  name text not null,
  name_key text not null,
  title text,
  description text,
  privacy text not null default 'authorized' check (privacy in ('authorized', 'project', 'registered', 'public')),
  licence text,
  discoverable integer not null default 0 check (discoverable in (0, 1)),
  project_id integer references container (id),
  managed integer not null default 0 check (managed in (0, 1)),
  workspace_of integer references lab_user (id),
  created_at text not null,
  updated_at text not null,
  unique (kind, name_key),
  check (privacy <> 'project' or (kind = 'dataset' and project_id is not null))
) strict;

CREATE TABLE container_author (
  container_id integer not null references container (id) on delete cascade,
  position integer not null,
  person_id integer not null references person (id),
  primary key (container_id, position),
  unique (container_id, person_id)
) strict, without rowid;

CREATE TABLE container_tag (
  container_id integer not null references container (id) on delete cascade,
  tag_id integer not null references tag (id),
  primary key (container_id, tag_id)
) strict, without rowid;

CREATE TABLE dataset (
  id integer primary key references container (id) on delete cascade,
  policy text,
  metadata text,
  contents_changed_at text
) strict;

CREATE TABLE dataset_reference (
  dataset_id integer not null references container (id) on delete cascade,
  reference_id integer not null references bibreference (id),
  mandatory integer not null check (mandatory in (0, 1)),
  primary key (dataset_id, reference_id)
) strict, without rowid;

CREATE TABLE equipment (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  setup_id integer not null references container (id),
  name text not null,
  name_key text not null,
  type text not null,
  date_time text,
  description text,
  notes text,
  created_at text not null,
  updated_at text not null,
  unique (setup_id, name_key)
) strict;

CREATE TABLE individual (
  id integer primary key references object (id),
  dataset_id integer not null references container (id),
  scope_id integer not null references scope (id),
  tag text not null,
  tag_key text not null,
  collector_id integer not null references person (id),
  date integer not null,
  location_id integer references location (id),
  latitude real,
  longitude real,
  place_key text not null,
  x real,
  y real,
  distance real,
  angle real,
  taxon_id integer references taxon (id),
  identifier_id integer references person (id),
  identification_date integer,
  identification_modifier text,
  notes text,
  created_at text not null,
  updated_at text not null, altitude real, location_date_time text, location_notes text, identification_notes text, identification_biocollection_id integer references container (id), identification_biocollection_number text,
  check ((location_id is null) <> (latitude is null)),
  check ((latitude is null) = (longitude is null))
) strict;

CREATE TABLE individual_collector (
  individual_id integer not null references individual (id) on delete cascade,
  position integer not null,
  person_id integer not null references person (id),
  primary key (individual_id, position)
) strict, without rowid;

CREATE TABLE inventory (
  id integer primary key references container (id) on delete cascade,
  location text
) strict;

CREATE TABLE invitation (
  id integer primary key autoincrement,
  container_id integer not null references container (id) on delete cascade,
  user_id integer not null references lab_user (id),
  role integer not null check (role between 1 and 5),
  invited_by integer not null references lab_user (id),
  state text not null default 'pending' check (state in ('pending', 'accepted', 'declined', 'cancelled')),
  created_at text not null,
  decided_at text
) strict;

CREATE TABLE job (
  id integer primary key autoincrement,
  owner_id integer not null references lab_user (id),
  kind text not null,
  arguments text not null,
  status text not null check (status in ('submitted', 'processing', 'success', 'failed', 'cancelled')),
  progress integer not null default 0,
  total integer,
  read_count integer not null default 0,
  created_count integer not null default 0,
  updated_count integer not null default 0,
  unchanged_count integer not null default 0,
  skipped_count integer not null default 0,
  rejected_count integer not null default 0,
  input_name text,
  input_size integer,
  input_sha256 text,
  attempt integer not null default 1,
  lease_host text,
  lease_boot text,
  lease_pid integer,
  lease_start text,
  submitted_at text not null,
  started_at text,
  finished_at text
) strict;

CREATE TABLE job_change (
  job_id integer not null references job (id) on delete cascade,
  kind text not null,
  record_id integer not null,
  before text not null,
  primary key (job_id, kind, record_id)
) strict, without rowid;

CREATE TABLE job_log (
  id integer primary key,
  job_id integer not null references job (id) on delete cascade,
  time text not null,
  severity text not null check (severity in ('info', 'warning', 'error')),
  code text not null,
  line integer,
  column_name text,
  value text,
  message text not null
) strict;

CREATE TABLE job_range (
  job_id integer not null references job (id) on delete cascade,
  kind text not null,
  first_id integer not null,
  last_id integer not null,
  primary key (job_id, kind, first_id)
) strict, without rowid;

CREATE TABLE lab_group (
  id integer primary key references container (id) on delete cascade,
  institution text,
  department text,
  city text,
  country text,
  principal_investigators text,
  website text
) strict;

CREATE TABLE lab_user (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  login text not null,
  login_key text not null unique,
  email text not null,
  email_key text not null unique,
  name text,
  level integer not null check (level between 1 and 3),
  disabled_at text,
  person_id integer unique references person (id),
  default_project_id integer references container (id) on delete set null,
  default_dataset_id integer references container (id) on delete set null,
  created_at text not null,
  updated_at text not null
, os_uid integer check (os_uid >= 0)) strict;

CREATE TABLE location (
  id integer primary key references object (id),
  name text not null,
  name_key text not null,
  adm_level integer not null,
  parent_id integer references location (id),
  geometry text,
  latitude real,
  longitude real,
  altitude real,
  datum text,
  x real,
  y real,
  startx real,
  starty real,
  notes text,
  created_by integer references lab_user (id),
  created_at text not null,
  updated_at text not null
, azimuth real) strict;

CREATE TABLE measurement (
  id integer primary key autoincrement,
  dataset_id integer not null references container (id),
  scope_id integer not null references scope (id),
  object_id integer not null references object (id),
  trait_id integer not null references trait (id),
  person_id integer not null references person (id),
  date integer not null,
  value real,
  raw text,
  duplicated integer not null default 0,
  notes text
, link_id integer references object (id), reference_id integer references bibreference (id), parent_id integer references measurement (id)) strict;

CREATE TABLE media (
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
  updated_at text not null, notes text,
  unique (object_id, file_name_key, dataset_id)
) strict;

CREATE TABLE media_collector (
  media_id integer not null references media (id) on delete cascade,
  position integer not null,
  person_id integer not null references person (id),
  primary key (media_id, position)
) strict, without rowid;

CREATE TABLE media_tag (
  media_id integer not null references media (id) on delete cascade,
  position integer not null,
  tag_id integer not null references tag (id),
  primary key (media_id, position)
) strict, without rowid;

CREATE TABLE membership (
  id integer primary key autoincrement,
  container_id integer not null references container (id),
  user_id integer references lab_user (id),
  group_id integer references container (id),
  role integer not null check (role between 1 and 5),
  granted_by integer references lab_user (id),
  granted_at text not null,
  until text, joined integer not null default 0 check (joined in (0, 1)),
  check ((user_id is null) <> (group_id is null))
) strict;

CREATE TABLE object (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  kind text not null check (kind in ('individual', 'voucher', 'location', 'taxon', 'subject')),
  dataset_id integer references container (id),
  parent_object_id integer references object (id)
) strict;

CREATE TABLE occurrence (
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

CREATE TABLE paradigm (
  id integer primary key references container (id) on delete cascade,
  setup_type text
) strict;

CREATE TABLE past_identification (
  id integer primary key autoincrement,
  individual_id integer not null references individual (id) on delete cascade,
  taxon_id integer not null references taxon (id),
  identifier_id integer references person (id),
  identification_date integer,
  identification_modifier text,
  replaced_by integer references lab_user (id),
  replaced_at text not null
, identification_notes text, identification_biocollection_id integer references container (id), identification_biocollection_number text) strict;

CREATE TABLE person (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  full_name text not null,
  full_name_key text not null,
  abbreviation text not null,
  abbreviation_key text not null unique,
  email text,
  institution text,
  orcid text,
  notes text,
  created_by integer references lab_user (id),
  created_at text not null,
  updated_at text not null
, biocollection_id integer references container (id)) strict;

CREATE TABLE project (
  id integer primary key references container (id) on delete cascade
, publications text) strict;

CREATE TABLE request (
  id integer primary key autoincrement,
  container_id integer not null references container (id) on delete cascade,
  requester_id integer not null references lab_user (id),
  kind text not null check (kind in ('access', 'join', 'data', 'sample', 'change', 'register')),
  role integer check (role between 1 and 5),
  message text,
  payload text,
  state text not null default 'pending' check (state in ('pending', 'accepted', 'declined', 'cancelled')),
  decided_by integer references lab_user (id),
  created_at text not null,
  decided_at text
) strict;

CREATE TABLE retired_login (login_key text primary key) strict, without rowid;

CREATE TABLE scope (
  id integer primary key,
  d1 integer not null references container (id),
  d2 integer not null default 0,
  d3 integer not null default 0,
  subject_id integer not null default 0,
  unique (d1, d2, d3, subject_id),
  check (d2 = 0 or d1 < d2),
  check (d3 = 0 or d2 < d3)
) strict;

CREATE TABLE session (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  name text not null,
  name_key text not null,
  date_time text,
  description text,
  notes text,
  created_at text not null,
  updated_at text not null
) strict;

CREATE TABLE session_project (
  session_id integer not null references session (id) on delete cascade,
  position integer not null,
  project_id integer not null references container (id),
  primary key (session_id, position),
  unique (session_id, project_id)
) strict, without rowid;

CREATE TABLE session_storage (
  session_id integer not null references session (id) on delete cascade,
  position integer not null,
  storage_id integer not null references container (id),
  primary key (session_id, position),
  unique (session_id, storage_id)
) strict, without rowid;

CREATE TABLE setting (
  name text primary key,
  value text not null
) strict, without rowid;

CREATE TABLE setup (
  id integer primary key references container (id) on delete cascade,
  location text,
  setup_type text
) strict;

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE stock (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  inventory_id integer not null references container (id),
  name text not null,
  name_key text not null,
  type text not null,
  consumable text,
  status text,
  acquisition_date integer,
  expiration_date integer,
  storage_location text,
  storage_conditions text,
  intended_use text,
  cost text,
  notes text,
  created_at text not null,
  updated_at text not null,
  unique (inventory_id, name_key)
) strict;

CREATE TABLE storage (
  id integer primary key references container (id) on delete cascade,
  paths text,
  public_paths text,
  organisation text
) strict;

CREATE TABLE subject (
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

CREATE TABLE subject_project (
  subject_id integer not null references subject (id) on delete cascade,
  position integer not null,
  project_id integer not null references container (id),
  primary key (subject_id, position),
  unique (subject_id, project_id)
) strict, without rowid;

CREATE TABLE tag (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  name text not null,
  name_key text not null unique,
  description text,
  created_by integer references lab_user (id),
  created_at text not null,
  updated_at text not null
) strict;

CREATE TABLE taxon (
  id integer primary key references object (id),
  name text not null,
  name_key text not null unique,
  level integer,
  author text,
  person_id integer references person (id),
  parent_id integer references taxon (id),
  valid integer not null check (valid in (0, 1)),
  senior_id integer references taxon (id),
  external_ids text,
  notes text,
  created_by integer references lab_user (id),
  created_at text not null,
  updated_at text not null
, reference_id integer references bibreference (id)) strict;

CREATE TABLE trait (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  export_name text not null,
  export_name_key text not null unique,
  type text not null,
  name text not null,
  description text not null,
  objects text not null,
  unit text,
  range_min real,
  range_max real,
  value_length integer,
  link_type text,
  created_by integer references lab_user (id),
  created_at text not null,
  updated_at text not null
, reference_id integer references bibreference (id)) strict;

CREATE TABLE trait_category (
  id integer primary key autoincrement,
  trait_id integer not null references trait (id) on delete cascade,
  position integer not null,
  name text not null,
  name_key text not null,
  unique (trait_id, name_key),
  unique (trait_id, position)
) strict;

CREATE TABLE translation (
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

CREATE TABLE voucher (
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

CREATE TABLE voucher_collector (
  voucher_id integer not null references voucher (id) on delete cascade,
  position integer not null,
  person_id integer not null references person (id),
  primary key (voucher_id, position)
) strict, without rowid;

CREATE INDEX access_token_user on access_token (user_id);

CREATE INDEX audit_object on audit (object_kind, object_id);

CREATE INDEX behavior_paradigm on behavior (paradigm_id, session_id);

CREATE UNIQUE INDEX behavior_place on behavior (session_id, number);

CREATE INDEX behavior_setup on behavior (setup_id, session_id);

CREATE INDEX bibreference_doi on bibreference (doi_key) where doi_key is not null;

CREATE INDEX container_privacy on container (privacy);

CREATE INDEX container_project on container (project_id, privacy) where project_id is not null;

CREATE INDEX container_tag_tag on container_tag (tag_id);

CREATE INDEX container_workspace on container (workspace_of) where workspace_of is not null;

CREATE INDEX dataset_reference_reference on dataset_reference (reference_id);

CREATE INDEX equipment_name on equipment (name_key);

CREATE INDEX individual_identification_biocollection on individual (identification_biocollection_id)
  where identification_biocollection_id is not null;

CREATE UNIQUE INDEX individual_key on individual (dataset_id, tag_key, collector_id, place_key);

CREATE INDEX individual_location on individual (location_id);

CREATE INDEX individual_scope on individual (scope_id);

CREATE INDEX individual_tag on individual (tag_key);

CREATE INDEX individual_taxon on individual (taxon_id);

CREATE UNIQUE INDEX invitation_pending on invitation (container_id, user_id) where state = 'pending';

CREATE INDEX invitation_user on invitation (user_id, state);

CREATE INDEX job_log_job on job_log (job_id, id);

CREATE INDEX job_log_severity on job_log (job_id, severity, code);

CREATE INDEX job_owner on job (owner_id, id);

CREATE UNIQUE INDEX lab_user_os_uid on lab_user (os_uid) where os_uid is not null;

CREATE UNIQUE INDEX location_name on location (name_key, coalesce(parent_id, 0));

CREATE INDEX location_parent on location (parent_id);

CREATE INDEX measurement_link on measurement (link_id) where link_id is not null;

CREATE INDEX measurement_object on measurement (object_id, trait_id, date);

CREATE INDEX measurement_parent on measurement (parent_id) where parent_id is not null;

CREATE INDEX measurement_reference on measurement (reference_id) where reference_id is not null;

CREATE INDEX measurement_scope on measurement (scope_id, trait_id);

CREATE INDEX media_collector_person on media_collector (person_id);

CREATE INDEX media_dataset on media (dataset_id);

CREATE INDEX media_scope on media (scope_id);

CREATE INDEX media_sha256 on media (sha256);

CREATE INDEX media_tag_tag on media_tag (tag_id);

CREATE UNIQUE INDEX membership_group on membership (container_id, group_id) where group_id is not null;

CREATE INDEX membership_of_group on membership (group_id, container_id, role) where group_id is not null;

CREATE INDEX membership_of_user on membership (user_id, container_id, role) where user_id is not null;

CREATE UNIQUE INDEX membership_user on membership (container_id, user_id) where user_id is not null;

CREATE INDEX object_parent on object (parent_object_id) where parent_object_id is not null;

CREATE INDEX occurrence_dataset on occurrence (dataset_id);

CREATE INDEX occurrence_location on occurrence (location_id);

CREATE INDEX occurrence_scope on occurrence (scope_id);

CREATE INDEX past_identification_biocollection on past_identification (identification_biocollection_id)
  where identification_biocollection_id is not null;

CREATE INDEX past_identification_identifier on past_identification (identifier_id);

CREATE INDEX past_identification_individual on past_identification (individual_id, id);

CREATE INDEX past_identification_taxon on past_identification (taxon_id);

CREATE INDEX person_biocollection on person (biocollection_id) where biocollection_id is not null;

CREATE INDEX person_full_name on person (full_name_key);

CREATE UNIQUE INDEX request_pending on request (container_id, requester_id, kind) where state = 'pending';

CREATE INDEX request_requester on request (requester_id, state);

CREATE INDEX session_name on session (name_key);

CREATE INDEX session_project_project on session_project (project_id, session_id);

CREATE INDEX session_storage_storage on session_storage (storage_id, session_id);

CREATE INDEX stock_name on stock (name_key);

CREATE INDEX subject_name on subject (name_key);

CREATE INDEX subject_project_project on subject_project (project_id, subject_id);

CREATE INDEX taxon_parent on taxon (parent_id);

CREATE INDEX taxon_reference on taxon (reference_id) where reference_id is not null;

CREATE INDEX translation_category on translation (category_id);

CREATE UNIQUE INDEX translation_key on translation (trait_id, coalesce(category_id, 0), language);

CREATE INDEX voucher_biocollection on voucher (biocollection_id, individual_id);

CREATE INDEX voucher_dataset on voucher (dataset_id);

CREATE UNIQUE INDEX voucher_key on voucher (individual_id, biocollection_id, biocollection_number_key, dataset_id);

CREATE INDEX voucher_scope on voucher (scope_id);
