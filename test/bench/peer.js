import { join } from 'node:path';
import { must, user } from './vasculum.js';

const sqlite = (db, sql) => must('sqlite3', ['-bail', '-batch', db], { input: sql });

/** A digest of the stored rows, by which two databases are seen to have stored the same. */
export const digestOf = (db) =>
  sqlite(
    db,
    `select count(*), sum(dataset_id), sum(object_id), sum(trait_id), sum(person_id), sum(date), round(sum(value), 2),
       count(raw), sum(length(raw)), count(notes), sum(length(notes)), sum(d1), sum(d2)
     from measurement join scope on scope.id = scope_id;`,
  ).trim();

/** The same references in a database of the peer's own, and an empty table of measurements with the same columns. */
export function preparePeer(dir, lab) {
  const db = join(dir, 'peer.db');
  const schema = sqlite(lab, "select sql || ';' from sqlite_schema where name in ('measurement', 'scope');");
  sqlite(
    db,
    `${schema}
     attach '${lab.replaceAll("'", "''")}' as lab;
     create table person (id integer primary key, key text not null unique);
     insert into person select id, abbreviation_key from lab.person;
     create table trait (id integer primary key, key text not null unique, type text, objects text, low real, high real);
     insert into trait select id, export_name_key, type, objects, range_min, range_max from lab.trait;
     create table individual (id integer primary key, key text not null unique, dataset_id integer not null);
     insert into individual select id, tag_key, dataset_id from lab.individual;
     create table dataset (id integer primary key, key text not null unique);
     insert into dataset select id, name_key from lab.container where kind = 'dataset';
     create table permission (dataset_id integer primary key);
     insert into permission select container_id from lab.membership m join lab.lab_user u on u.id = m.user_id
       where u.login = '${user}' and m.role >= 2;`,
  );
  return db;
}

/**
 * The import as SQL, which stores the rows that pass every check. It may lose everything at a power cut, looks for no
 * duplicates, has no words for what is wrong, and counts no job: all of that is to the peer's advantage.
 */
export const peerImport = (csv, indexes) => `
pragma journal_mode = off;
pragma synchronous = off;
pragma cache_size = -64000;
create temp table cell (trait text, individual text, dataset text, person text, date text, value text, notes text);
.import --csv --skip 1 --schema temp "${csv}" cell
insert or ignore into scope (d1, d2) select a.id, 0 from dataset a union all select a.id, b.id from dataset a join dataset b on a.id < b.id;
insert into measurement (dataset_id, scope_id, object_id, trait_id, person_id, date, value, raw, duplicated, notes)
select d.id, s.id, i.id, t.id, p.id,
  cast(replace(substr(c.date || '-00-00', 1, 10), '-', '') as integer),
  cast(c.value as real),
  nullif(c.value, printf('%.15g', cast(c.value as real))),
  0,
  nullif(c.notes, '')
from temp.cell c
  join trait t on t.key = lower(trim(c.trait))
  join individual i on i.key = lower(trim(c.individual))
  join dataset d on d.key = lower(trim(c.dataset))
  join person p on p.key = lower(replace(c.person, ' ', ''))
  join permission on permission.dataset_id = d.id
  join scope s on s.d1 = min(d.id, i.dataset_id) and s.d2 = iif(d.id = i.dataset_id, 0, max(d.id, i.dataset_id)) and s.d3 = 0 and s.subject_id = 0
where t.type = 'real' and t.objects = 'individual'
  and c.value glob '[0-9]*' and c.value not glob '*[^0-9.]*' and c.value not glob '*.*.*'
  and cast(c.value as real) between t.low and t.high
  and length(c.date) in (4, 7, 10)
  and date(substr(c.date || '-01-01', 1, 10)) = substr(c.date || '-01-01', 1, 10)
  and c.date <= date('now');
-- A small cache sorts in runs that fit the processor's, which is faster.
pragma cache_size = -8000;
create index measurement_object on measurement (object_id, trait_id, date);
create index measurement_scope on measurement (scope_id, trait_id);
${indexes > 2 ? 'create index measurement_trait on measurement (trait_id, value);' : ''}
`;
