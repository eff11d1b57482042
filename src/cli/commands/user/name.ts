export const userName = ({ login }: Readonly<Record<string, unknown>>): string => `user/${String(login)}`;
