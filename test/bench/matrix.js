import { join } from 'node:path';
import { median, timed } from './pairs.js';
import { environment, must, program } from './vasculum.js';

const sizes = { users: 2000, containers: 2000, groups: 100 };
/** The users of the lab, but for those that commands make, have ids from here on. */
const first = 50;

/**
 * A lab of 2 000 users and 2 000 containers of every kind, in bulk: by commands it would take an hour. Each container has six
 * people and, but for groups, two groups of twenty; every third dataset has its project's privacy; one in twenty is public, one
 * in twenty open to registered users.
 */
function prepareLab(dir) {
  const db = join(dir, 'matrix.db');
  must(process.execPath, [program, 'init', db, '--user', 'sara', '--email', 'sara@lab.org', '--config', 'none'], {
    cwd: dir,
    env: environment(db, ''),
  });
  must('sqlite3', ['-bail', '-batch', db], { input: bulk });
  return db;
}

const kindOf = `case when i <= ${sizes.groups} then 'group' when i <= 700 then 'project' when i <= 1600 then 'dataset'
  when i <= 1700 then 'biocollection' when i <= 1775 then 'setup' when i <= 1850 then 'inventory' when i <= 1925 then 'storage' else 'paradigm' end`;
const privacyOf = `case when i between 701 and 1600 and i % 3 = 0 then 'project' when i % 20 = 1 then 'public'
  when i % 20 = 2 then 'registered' else 'authorized' end`;
const now = `'2020-01-01T00:00:00.000Z'`;
const upTo = (many) => `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${many})`;

const bulk = `
begin;
${upTo(sizes.users - 1)} insert into lab_user (id, uuid, login, login_key, email, email_key, level, created_at, updated_at)
  select ${first} + i, randomblob(16), 'user-' || i, 'user-' || i, 'user-' || i || '@lab.org', 'user-' || i || '@lab.org',
    case when i <= 2 then 3 when i % 5 = 0 then 1 else 2 end, ${now}, ${now} from n;
${upTo(sizes.containers - 2)} insert into container (id, uuid, kind, name, name_key, title, privacy, licence, project_id, created_at, updated_at)
  select 100 + i, randomblob(16), ${kindOf}, 'c-' || i, 'c-' || i, 'Title ' || i, ${privacyOf}, 'CC-BY-4.0',
    case when i between 701 and 1600 and i % 3 = 0 then 200 + i % 600 + 1 end, ${now}, ${now} from n;
insert into lab_group (id) select id from container where kind = 'group';
insert into project (id) select id from container where kind = 'project' and id > 100;
insert into dataset (id) select id from container where kind = 'dataset' and id > 100;
insert into biocollection (id, full_name) select id, name from container where kind = 'biocollection';
insert into setup (id) select id from container where kind = 'setup';
insert into inventory (id) select id from container where kind = 'inventory';
insert into storage (id) select id from container where kind = 'storage';
insert into paradigm (id) select id from container where kind = 'paradigm';
with recursive n(i) as (select 0 union all select i + 1 from n where i < 5)
insert into membership (container_id, user_id, role, granted_at)
  select c.id, ${first} + 3 + (c.id * 7 + i * 311) % ${sizes.users - 3}, case when i = 0 then 5 when c.kind = 'group' then 1 else 1 + i % 4 end, ${now}
  from container c, n where c.id > 100;
with recursive n(i) as (select 0 union all select i + 1 from n where i < 13)
insert into membership (container_id, user_id, role, granted_at)
  select c.id, ${first} + 3 + (c.id * 7 + 40 + i * 97) % ${sizes.users - 3}, 1, ${now}
  from container c, n where c.kind = 'group'
    and not exists (select 1 from membership m where m.container_id = c.id and m.user_id = ${first} + 3 + (c.id * 7 + 40 + i * 97) % ${sizes.users - 3});
insert into membership (container_id, group_id, role, granted_at)
  select c.id, 101 + (c.id + 37 * i) % ${sizes.groups}, 1 + (c.id + i) % 4, ${now}
  from container c, (select 0 as i union all select 1) where c.id > 100 and c.kind <> 'group';
commit;
`;

/** Seconds of whole processes that ask who may do what in that lab, its superadmin about everybody. */
export function* questionsOfLab(dir, times) {
  const db = prepareLab(dir);
  for (const question of [
    ['matrix', '-o', 'csv'],
    ['matrix', '--all', '-o', 'csv'],
    ['matrix', '--at', '2026-01-01', '-o', 'csv'],
    ['who', 'project/c-123', 'delete'],
    ['what', 'user-12'],
  ]) {
    const run = () =>
      timed(process.execPath, [program, 'access', ...question], {
        cwd: dir,
        env: environment(db, 'sara'),
        stdio: ['ignore', 'ignore', 'pipe'],
      }).seconds;
    run();
    yield `access ${question.join(' ')}: ${median(Array.from({ length: times }, run)).toFixed(2)} s`;
  }
}
