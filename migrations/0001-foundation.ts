/** Access objects, the supertypes container and object, scopes, records, jobs and the audit log. */
export const foundation = `
-- Ids are never given twice (autoincrement): the audit log, jobs and people's notes refer to records by them.

create table setting (
  name text primary key,
  value text not null
) strict, without rowid;

create table person (
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
) strict;
create index person_full_name on person (full_name_key);

create table lab_user (
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
) strict;

-- Logins that were given up; nobody gets one again, because the audit log refers to people by login.
create table retired_login (login_key text primary key) strict, without rowid;

create table container (
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
create index container_privacy on container (privacy);
create index container_project on container (project_id, privacy) where project_id is not null;
create index container_workspace on container (workspace_of) where workspace_of is not null;

create table lab_group (
  id integer primary key references container (id) on delete cascade,
  institution text,
  department text,
  city text,
  country text,
  principal_investigators text,
  website text
) strict;

create table project (
  id integer primary key references container (id) on delete cascade
) strict;

create table dataset (
  id integer primary key references container (id) on delete cascade,
  policy text,
  metadata text,
  contents_changed_at text
) strict;

create table container_author (
  container_id integer not null references container (id) on delete cascade,
  position integer not null,
  person_id integer not null references person (id),
  primary key (container_id, position),
  unique (container_id, person_id)
) strict, without rowid;

create table membership (
  id integer primary key autoincrement,
  container_id integer not null references container (id),
  user_id integer references lab_user (id),
  group_id integer references container (id),
  role integer not null check (role between 1 and 5),
  granted_by integer references lab_user (id),
  granted_at text not null,
  until text,
  check ((user_id is null) <> (group_id is null))
) strict;
create unique index membership_user on membership (container_id, user_id) where user_id is not null;
create unique index membership_group on membership (container_id, group_id) where group_id is not null;
create index membership_of_user on membership (user_id, container_id, role) where user_id is not null;
create index membership_of_group on membership (group_id, container_id, role) where group_id is not null;

create table object (
  id integer primary key autoincrement,
  uuid blob not null unique check (length(uuid) = 16),
  kind text not null check (kind in ('individual', 'voucher', 'location', 'taxon', 'subject')),
  dataset_id integer references container (id),
  parent_object_id integer references object (id)
) strict;

-- The datasets that must all be readable, sorted; d2, d3 and subject_id are 0 where there is none.
create table scope (
  id integer primary key,
  d1 integer not null references container (id),
  d2 integer not null default 0,
  d3 integer not null default 0,
  subject_id integer not null default 0,
  unique (d1, d2, d3, subject_id),
  check (d2 = 0 or d1 < d2),
  check (d3 = 0 or d2 < d3)
) strict;

create table location (
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
) strict;
create unique index location_name on location (name_key, coalesce(parent_id, 0));
create index location_parent on location (parent_id);

create table taxon (
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
) strict;
create index taxon_parent on taxon (parent_id);

create table trait (
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
) strict;

create table trait_category (
  id integer primary key autoincrement,
  trait_id integer not null references trait (id) on delete cascade,
  position integer not null,
  name text not null,
  name_key text not null,
  unique (trait_id, name_key),
  unique (trait_id, position)
) strict;

create table individual (
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
  updated_at text not null,
  check ((location_id is null) <> (latitude is null)),
  check ((latitude is null) = (longitude is null))
) strict;
create unique index individual_key on individual (dataset_id, tag_key, collector_id, place_key);
create index individual_tag on individual (tag_key);
create index individual_scope on individual (scope_id);
create index individual_location on individual (location_id);
create index individual_taxon on individual (taxon_id);

-- The first collector stands in individual.collector_id; here are the others, from position 2 on.
create table individual_collector (
  individual_id integer not null references individual (id) on delete cascade,
  position integer not null,
  person_id integer not null references person (id),
  primary key (individual_id, position)
) strict, without rowid;

create table measurement (
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
) strict;
create index measurement_object on measurement (object_id, trait_id, date);
create index measurement_scope on measurement (scope_id, trait_id);

create table job (
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
create index job_owner on job (owner_id, id);

create table job_log (
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
create index job_log_job on job_log (job_id, id);

create table job_range (
  job_id integer not null references job (id) on delete cascade,
  kind text not null,
  first_id integer not null,
  last_id integer not null,
  primary key (job_id, kind, first_id)
) strict, without rowid;

create trigger job_status before update of status on job
when not (
  (old.status = 'submitted' and new.status in ('processing', 'cancelled'))
  or (old.status = 'processing' and new.status in ('success', 'failed', 'cancelled'))
  or (old.status in ('failed', 'cancelled') and new.status = 'submitted')
)
begin
  select raise(abort, 'this change of a job status is not possible');
end;

create table audit (
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
create index audit_object on audit (object_kind, object_id);

create trigger audit_keeps before update on audit begin select raise(abort, 'the audit log is append-only'); end;
create trigger audit_stays before delete on audit begin select raise(abort, 'the audit log is append-only'); end;
`;
