/** Curves over the epochs of runs. */

import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import type { VNode } from 'preact';
import { at, Frame, HEIGHT, PLOT, type Scale, WIDTH } from './frame.js';
import { rangeOf, roomyRangeOf, withoutExtremes } from './range.js';
import { type Point, type ThinCurve, thin } from './thin.js';

/** How a curve looks: `faint` is for what a clearer one sums up. */
export type CurveStyle = 'solid' | 'dashed' | 'faint';

/** One curve. */
export interface Curve {
  label: string;
  /** Which of the report's colours, from 0. */
  colour: number;
  style: CurveStyle;
  points: readonly Point[];
  /** How the legend tells what it has come to. */
  outcome?: string;
}

/** A moment that a line across marks. */
export interface Mark {
  x: number;
  text: string;
}

/** What {@link LineChart} draws. */
export interface LineChartProps {
  /** Different for each chart of a page. */
  id: string;
  title: string;
  xTitle: string;
  curves: readonly Curve[];
  marks?: readonly Mark[];
  /** Whether the vertical axis begins with 0. */
  isFromZero?: boolean;
}

/** Points are drawn, and tell their values, when there are no more. */
const MOST_DOTS = 40;

/** A curve as it is drawn. */
type DrawnCurve = Curve & ThinCurve;

/** A chart with its title, its legend and what has to be said about it. */
export function LineChart(props: LineChartProps): VNode {
  const { id, title, xTitle, curves, marks = [], isFromZero = false } = props;
  const drawn = curves.map(
    (curve): DrawnCurve => ({ ...curve, ...thin(curve.points.map(drawable)) }),
  );
  const [first, last] = rangeOf(drawn.flatMap(({ points }) => points.map((point) => point.x)));
  // Whole epochs, from the beginning of the first one.
  const x = scaleLinear([Math.ceil(first) - 1, Math.ceil(last)], [PLOT.left, PLOT.right]);
  // What is higher or lower, as a first spike, lies at the edge.
  const y = scaleLinear(roomyRangeOf([...drawn.flatMap(heights), ...(isFromZero ? [0] : [])]), [
    PLOT.bottom,
    PLOT.top,
  ])
    .nice()
    .clamp(true);
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        {(drawn.length > 1 || drawn[0]?.outcome !== undefined) && <Legend curves={drawn} />}
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={spoken(title, drawn)}>
        <clipPath id={`${id}-plot`}>
          <rect x={PLOT.left} y={0} width={PLOT.right - PLOT.left + 8} height={PLOT.bottom + 1} />
        </clipPath>
        <Frame x={x} y={y} xTitle={xTitle} isWhole />
        <g clip-path={`url(#${id}-plot)`}>
          {marks.map((mark) => (
            <line
              key={mark.text}
              class="mark"
              x1={at(x(mark.x))}
              x2={at(x(mark.x))}
              y1={PLOT.top}
              y2={PLOT.bottom}
            >
              <title>{mark.text}</title>
            </line>
          ))}
          {drawn.map((curve) => (
            <Line key={curve.label} curve={curve} x={x} y={y} />
          ))}
        </g>
      </svg>
      <Thinned curves={drawn} />
    </figure>
  );
}

function Legend({ curves }: { curves: readonly DrawnCurve[] }): VNode {
  return (
    <ul class="legend">
      {curves.map(({ label, colour, style, outcome }) => (
        <li key={label}>
          <svg viewBox="0 0 28 10" aria-hidden="true">
            <path class={`curve ${style} c${colour}`} d="M1 5H27" />
          </svg>
          <span>
            {label}
            {outcome !== undefined && <b> {outcome}</b>}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Line({ curve, x, y }: { curve: DrawnCurve; x: Scale; y: Scale }): VNode {
  const { label, colour, style, points } = curve;
  const path = line<Point>(
    (point) => x(point.x),
    (point) => y(point.y ?? 0),
  )
    .defined((point) => point.y !== null)
    .digits(1)(points);
  const hasDots = style !== 'faint' && points.length <= MOST_DOTS;
  return (
    <g>
      <path class={`curve ${style} c${colour}`} d={path ?? ''} />
      {hasDots &&
        points.map((point) =>
          point.y === null ? null : (
            <circle
              key={point.x}
              class={`dot c${colour}`}
              cx={at(x(point.x))}
              cy={at(y(point.y))}
              r="3.5"
            >
              <title>{`${label}, ${at(point.x)}: ${shortNumber(point.y)}`}</title>
            </circle>
          ),
        )}
    </g>
  );
}

/** Two larger numbers have no difference that is a number. */
const LARGEST = 1e300;

function drawable({ x, y }: Point): Point {
  return { x, y: y !== null && Math.abs(y) <= LARGEST ? y : null };
}

/** What is said where a point is no single value. */
function Thinned({ curves }: { curves: readonly DrawnCurve[] }): VNode | null {
  const most = Math.max(1, ...curves.map(({ meanOf }) => meanOf));
  if (most === 1) return null;
  return <p class="hint">There are more values than can be drawn: means of up to {most}.</p>;
}

/** The values that an axis must have room for. */
function heights({ style, points }: DrawnCurve): (number | null)[] {
  const values = points.map((point) => point.y);
  return style === 'faint' ? withoutExtremes(values) : values;
}

function spoken(title: string, curves: readonly DrawnCurve[]): string {
  const texts = curves.flatMap(({ label, style, points }) => {
    const values = points.map((point) => point.y).filter((value) => value !== null);
    const [first, last] = [values[0], values.at(-1)];
    if (style === 'faint' || first === undefined || last === undefined) return [];
    return [`${label} from ${shortNumber(first)} to ${shortNumber(last)}`];
  });
  return `${title}: ${texts.join('; ')}`;
}

/** Four digits, as logs have them. */
function shortNumber(value: number): string {
  return String(Number(value.toPrecision(4)));
}
