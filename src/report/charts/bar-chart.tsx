/** Bars side by side over an axis of numbers. */

import { scaleLinear } from 'd3-scale';
import type { VNode } from 'preact';
import { at, Frame, HEIGHT, PLOT, WIDTH } from './frame.js';

/** One bar. */
export interface Bar {
  /** Where it begins and ends on the horizontal axis. */
  from: number;
  to: number;
  height: number;
  /** What it tells when it is pointed at. */
  text: string;
}

/** What {@link BarChart} draws. */
export interface BarChartProps {
  title: string;
  /** What the chart shows, in a sentence. */
  spoken: string;
  xTitle: string;
  bars: readonly Bar[];
  /** Draw the line on which height and place are equal, both being shares. */
  hasDiagonal?: boolean;
  /** What stands below it. */
  hint: string;
}

/** A chart of bars from 0 to 1. */
export function BarChart(props: BarChartProps): VNode {
  const { title, spoken, xTitle, bars, hasDiagonal = false, hint } = props;
  const highest = hasDiagonal ? 1 : Math.max(1, ...bars.map(({ height }) => height));
  const x = scaleLinear([0, 1], [PLOT.left, PLOT.right]).clamp(true);
  const y = scaleLinear([0, highest], [PLOT.bottom, PLOT.top]).nice().clamp(true);
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={spoken}>
        <Frame x={x} y={y} xTitle={xTitle} isShare={hasDiagonal} />
        {bars.map(({ from, to, height, text }) => (
          <rect
            key={from}
            class="bar"
            x={at(x(from) + 1)}
            y={at(y(height))}
            width={at(Math.max(0, x(to) - x(from) - 2))}
            height={at(PLOT.bottom - y(height))}
          >
            <title>{text}</title>
          </rect>
        ))}
        {hasDiagonal && <line class="diagonal" x1={x(0)} x2={x(1)} y1={y(0)} y2={y(1)} />}
      </svg>
      <p class="hint">{hint}</p>
    </figure>
  );
}
