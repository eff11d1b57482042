/** Invitations into groups, and requests to those who decide over a container. */
export const invitations = `
create table invitation (
  id integer primary key autoincrement,
  container_id integer not null references container (id) on delete cascade,
  user_id integer not null references lab_user (id),
  role integer not null check (role between 1 and 5),
  invited_by integer not null references lab_user (id),
  state text not null default 'pending' check (state in ('pending', 'accepted', 'declined', 'cancelled')),
  created_at text not null,
  decided_at text
) strict;
create unique index invitation_pending on invitation (container_id, user_id) where state = 'pending';
create index invitation_user on invitation (user_id, state);

create table request (
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
create unique index request_pending on request (container_id, requester_id, kind) where state = 'pending';
create index request_requester on request (requester_id, state);
`;
