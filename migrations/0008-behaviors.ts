/** A behavior is known by its place in the session: who does not see its paradigm must find it, too. */
export const behaviors = `
create unique index behavior_place on behavior (session_id, number);
`;
