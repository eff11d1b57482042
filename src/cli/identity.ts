import type { Identity } from '../access/session.ts';
import type { Config } from './config.ts';
import type { Edges } from './io.ts';

/** Everything there is to tell by who gives the command. */
export const identityOf = (config: Config, edges: Edges, command: string): Identity => ({
  login: config.user,
  configured: config.configuredUser,
  source: config.userSource,
  ...(config.token === undefined ? {} : { token: config.token }),
  osUid: edges.uid ?? null,
  pid: edges.pid,
  command,
});
