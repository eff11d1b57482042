import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who works on a job: a pid alone is given to another process sooner or later. */
export interface Lease {
  lease_host: string | null;
  lease_boot: string | null;
  lease_pid: number | null;
  lease_start: string | null;
}

export const leaseOf = (pid: number): Lease => ({
  lease_host: hostname(),
  lease_boot: bootOf(),
  lease_pid: pid,
  lease_start: startOf('self'),
});

/**
 * Whether the worker is known to be gone: same host, and the machine was started again, the process is not there, or another has
 * its number. What another host does, or a system without /proc, cannot be known, so it counts as alive.
 */
export function isGone({ lease_host: host, lease_boot: boot, lease_pid: pid, lease_start: start }: Lease): boolean {
  const now = bootOf();
  if (host !== hostname() || boot === null || now === null || pid === null) return false;
  return boot !== now || startOf(pid) !== start;
}

const bootOf = (): string | null => text('/proc/sys/kernel/random/boot_id');

/** Field 22 counts from after the program's name, which may itself contain blanks and brackets. */
const startOf = (pid: number | 'self'): string | null =>
  text(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ')[19] ?? null;

function text(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
