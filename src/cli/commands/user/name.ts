export const userName = ({ login }: Readonly<Record<string, unknown>>): string => `user/${String(login)}`;

/** The keys of a user that is shown. */
export const userFields = [
  'id',
  'login',
  'email',
  'name',
  'level',
  'disabled_at',
  'person',
  'default_project',
  'default_dataset',
  'created_at',
  'updated_at',
  'os_uid',
] as const;
