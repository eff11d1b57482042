import type { Edges, Manner } from './io.ts';

/** Called with the bytes read so far and the rows in them. */
export type Progress = (bytes: number, rows: number) => void;

const patience = 500;

/** A bar on a terminal for what takes longer than half a second; elsewhere nothing. `end` removes it. */
export async function progressBar(
  edges: Edges,
  manner: Manner,
  total: number,
): Promise<{ tick: Progress; end: () => void }> {
  const { terminal } = edges;
  if (edges.stderr.isTTY !== true || terminal === undefined || manner.quiet)
    return { tick: () => undefined, end: () => undefined };
  // Bundled, what is CommonJS has nothing but its default.
  const { default: progress } = await import('cli-progress');
  const bar = new progress.SingleBar(
    {
      stream: terminal,
      format: ' {bar} {percentage}% | {rows} rows | {rate} rows/s | {eta_formatted} left',
      clearOnComplete: true,
      hideCursor: true,
      // Before it has seen enough to say, what it knows is no number.
      formatTime: (seconds, options, step) =>
        Number.isFinite(seconds) ? progress.Format.TimeFormat(seconds, options, step) : 'some time',
      fps: 10,
    },
    progress.Presets.shades_classic,
  );
  const begun = Date.now();
  let shown = false;
  return {
    tick: (bytes, rows) => {
      const elapsed = Date.now() - begun;
      if (elapsed < patience) return;
      const rate = Math.round((rows / elapsed) * 1000);
      if (!shown) bar.start(total, bytes, { rows, rate });
      shown = true;
      bar.update(Math.min(bytes, total), { rows, rate });
    },
    end: () => {
      if (shown) bar.stop();
    },
  };
}
