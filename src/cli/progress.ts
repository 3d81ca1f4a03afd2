import cliProgress from 'cli-progress'
import type { MaterializeProgress } from '../engine/results.js'
import type { Output } from './output.js'

/** Draws how far a materialization has come. */
export interface ProgressBars {
  readonly onProgress?: (progress: MaterializeProgress) => void
  stop(): void
}

/** Draws a line a view on a terminal; draws nothing elsewhere. */
export function progressBars(output: Output): ProgressBars {
  if (!output.interactive) return { stop: () => {} }
  const format = '{view}  {value} rows  {duration_formatted}'
  const bars = new cliProgress.MultiBar({ format, hideCursor: true, stream: process.stderr })
  const byView = new Map<string, cliProgress.SingleBar>()
  return {
    onProgress: ({ view, rows }) => {
      let bar = byView.get(view)
      // How many rows there will be is not known before they are read.
      if (!bar) byView.set(view, (bar = bars.create(0, 0, { view })))
      bar.update(rows)
    },
    stop: () => bars.stop(),
  }
}
