import type { Identity } from '../access/session.ts';
import type { Config } from './config.ts';
import { behind } from './gate.ts';
import type { Edges } from './io.ts';

/** Everything there is to tell by who gives the command. */
export function identityOf(config: Config, edges: Edges, command: string): Identity {
  const { token, user: login, configuredUser: configured, userSource: source } = config;
  const others = behind(edges);
  return {
    login,
    configured,
    source,
    ...(token === undefined ? {} : { token }),
    ...(others === undefined ? {} : { behind: others }),
    osUid: edges.uid ?? null,
    pid: edges.pid,
    command,
  };
}
