/** What stands behind a claim to be somebody: an account of the operating system, or a token. */
export const identity = `
alter table lab_user add column os_uid integer check (os_uid >= 0);
create unique index lab_user_os_uid on lab_user (os_uid) where os_uid is not null;

create table access_token (
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
create index access_token_user on access_token (user_id);
`;
