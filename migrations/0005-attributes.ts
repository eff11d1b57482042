/** The BrainSTEM side: personal attributes with their equipment and stocks; sessions and behaviors, which use them. */
export const attributes = `
create table setup (
  id integer primary key references container (id) on delete cascade,
  location text,
  setup_type text
) strict;

create table inventory (
  id integer primary key references container (id) on delete cascade,
  location text
) strict;

-- Lists, as JSON; paths are for members, public_paths for all who read the storage.
create table storage (
  id integer primary key references container (id) on delete cascade,
  paths text,
  public_paths text,
  organisation text
) strict;

create table paradigm (
  id integer primary key references container (id) on delete cascade,
  setup_type text
) strict;

create table equipment (
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
create index equipment_name on equipment (name_key);

create table stock (
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
create index stock_name on stock (name_key);

-- Governed by one or several projects, and so is what lies below it.
create table session (
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
create index session_name on session (name_key);

create table session_project (
  session_id integer not null references session (id) on delete cascade,
  position integer not null,
  project_id integer not null references container (id),
  primary key (session_id, position),
  unique (session_id, project_id)
) strict, without rowid;
create index session_project_project on session_project (project_id, session_id);

create table session_storage (
  session_id integer not null references session (id) on delete cascade,
  position integer not null,
  storage_id integer not null references container (id),
  primary key (session_id, position),
  unique (session_id, storage_id)
) strict, without rowid;
create index session_storage_storage on session_storage (storage_id, session_id);

create table behavior (
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
create index behavior_setup on behavior (setup_id, session_id);
create index behavior_paradigm on behavior (paradigm_id, session_id);
`;
