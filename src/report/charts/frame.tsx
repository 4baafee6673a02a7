/** What charts have in common: axes and their numbers. */

import type { ScaleLinear } from 'd3-scale';
import type { VNode } from 'preact';

/** Units of the drawing. It is scaled to the width that there is. */
export const WIDTH = 520;
export const HEIGHT = 300;

/** The inner edges of the axes. */
export const PLOT: Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>> = {
  left: 64,
  right: WIDTH - 14,
  top: 12,
  bottom: HEIGHT - 50,
};

const MOST_TICKS = 6;

/** Numbers from here on are written as 1.2M. */
const LONG = 1e5;

/** A scale between two edges. */
export type Scale = ScaleLinear<number, number>;

/** What {@link Frame} draws. */
export interface FrameProps {
  x: Scale;
  y: Scale;
  xTitle: string;
  /** Whether only whole numbers have a sense on the horizontal axis. */
  isWhole?: boolean;
  /** Whether the vertical axis tells shares. */
  isShare?: boolean;
}

/** Lines across, numbers along both axes, and what the horizontal one means. */
export function Frame({ x, y, xTitle, isWhole = false, isShare = false }: FrameProps): VNode {
  const xTicks = x.ticks(MOST_TICKS).filter((tick) => !isWhole || Number.isInteger(tick));
  const xText = x.tickFormat(MOST_TICKS, isLong(x) ? '~s' : isWhole ? 'd' : undefined);
  const yTicks = y.ticks(MOST_TICKS - 1);
  const yText = y.tickFormat(MOST_TICKS - 1, isShare ? '.0%' : isLong(y) ? '~s' : undefined);
  return (
    <g>
      {yTicks.map((tick) => (
        <g key={tick}>
          <line class="grid" x1={PLOT.left} x2={PLOT.right} y1={at(y(tick))} y2={at(y(tick))} />
          <text x={PLOT.left - 8} y={at(y(tick))} dy="0.35em" text-anchor="end">
            {yText(tick)}
          </text>
        </g>
      ))}
      <line class="axis" x1={PLOT.left} x2={PLOT.right} y1={PLOT.bottom} y2={PLOT.bottom} />
      {xTicks.map((tick) => (
        <g key={tick}>
          <line
            class="axis"
            x1={at(x(tick))}
            x2={at(x(tick))}
            y1={PLOT.bottom}
            y2={PLOT.bottom + 4}
          />
          <text x={at(x(tick))} y={PLOT.bottom + 20} text-anchor="middle">
            {xText(tick)}
          </text>
        </g>
      ))}
      <text x={(PLOT.left + PLOT.right) / 2} y={HEIGHT - 8} text-anchor="middle">
        {xTitle}
      </text>
    </g>
  );
}

/** A place with as many digits as a screen needs. */
export function at(place: number): number {
  return Math.round(place * 10) / 10;
}

function isLong(scale: Scale): boolean {
  return scale.domain().some((value) => Math.abs(value) >= LONG);
}
