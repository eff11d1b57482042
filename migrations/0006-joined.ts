/** Whether a membership was made by an invitation that the user accepted, or by a request of theirs that was approved. */
export const joined = `
alter table membership add column joined integer not null default 0 check (joined in (0, 1));
update membership set joined = 1 where exists (
  select 1 from invitation i where i.state = 'accepted' and i.container_id = membership.container_id
    and i.user_id = membership.user_id and i.decided_at = membership.granted_at
  union all
  select 1 from request r where r.state = 'accepted' and r.kind in ('access', 'join', 'data')
    and r.container_id = membership.container_id and r.requester_id = membership.user_id and r.decided_at = membership.granted_at);
`;
