/** Which class was taken for which. */

import { scaleLinear } from 'd3-scale';
import type { VNode } from 'preact';
import type { MatrixImage } from '../charts/matrix-image.js';
import { countText, percentText } from './numbers.js';
import type { ReportedEvaluation } from './reported-run.js';
import { Scroll } from './section.js';
import { LEVELS } from './style.js';
import { shortText } from './texts.js';

/** What a person looks through. */
const MOST_PAIRS = 20;

/** A table of more classes needs the whole width. */
const MOST_BESIDE = 10;

/** The edges of a matrix have little room. */
const LONGEST_NAME = 24;

/** What {@link Confusion} shows. */
export interface ConfusionProps {
  evaluation: ReportedEvaluation;
  /** The heading above it. */
  about: string;
}

/** The matrix as a table or a picture, and the most frequent mistakes. */
export function Confusion({ evaluation, about }: ConfusionProps): VNode {
  const { confusions, classNames, matrix } = evaluation;
  const isBeside = matrix !== undefined || classNames.length <= MOST_BESIDE;
  return (
    <div class={isBeside ? 'grid2' : 'stack'}>
      <div>
        <h3>Confusion matrix</h3>
        <Matrix evaluation={evaluation} about={about} />
      </div>
      <div>
        <h3>Most frequent mistakes</h3>
        {confusions.length === 0 ? (
          <p>Every image was recognized.</p>
        ) : (
          <Pairs evaluation={evaluation} about={about} />
        )}
      </div>
    </div>
  );
}

function Matrix({ evaluation, about }: ConfusionProps): VNode {
  const { confusion, classNames, matrix } = evaluation;
  if (confusion === null) {
    return <p>There are too many classes for a whole matrix ({countText(classNames.length)}).</p>;
  }
  if (matrix !== undefined) return <Raster image={matrix} classes={classNames.length} />;
  return <Cells confusion={confusion} classNames={classNames} about={about} />;
}

/** A table of numbers. */
function Cells(props: {
  confusion: readonly (readonly number[])[];
  classNames: readonly string[];
  about: string;
}): VNode {
  const { confusion, classNames, about } = props;
  const names = classNames.map((name) => shortText(name, LONGEST_NAME));
  return (
    <Scroll
      label={`Confusion matrix: ${about}`}
      hint="Lines are true classes, columns are predicted ones."
    >
      <table class="matrix">
        <thead>
          <tr>
            <td />
            {names.map((name, j) => (
              <th key={j} scope="col">
                <span class={names.length > 4 ? 'across' : undefined}>{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {confusion.map((row, i) => (
            <tr key={names[i]}>
              <th scope="row">{names[i]}</th>
              {row.map((count, j) => (
                <td key={j} class={shade(count, row, i === j)}>
                  {countText(count)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** The larger the share of the line, the stronger. */
function shade(count: number, row: readonly number[], isRight: boolean): string {
  if (count === 0) return 'zero';
  const share = count / row.reduce((sum, other) => sum + other, 0);
  return `${isRight ? 'r' : 'w'}${Math.ceil(Math.sqrt(share) * LEVELS)}`;
}

const SIDE = 460;
const EDGE = 48;

/** A picture, with the numbers of the classes along its edges. */
function Raster({ image, classes }: { image: MatrixImage; classes: number }): VNode {
  const scale = scaleLinear([0, classes], [EDGE, EDGE + SIDE]);
  const ticks = scale.ticks(6).filter((tick) => tick < classes);
  const spoken = `Confusion matrix of ${classes} classes; the table of classes tells the numbers`;
  return (
    <figure class="raster">
      <svg viewBox={`0 0 ${EDGE + SIDE + 2} ${EDGE + SIDE + 2}`} role="img" aria-label={spoken}>
        <image
          href={image.source}
          x={EDGE}
          y={EDGE}
          width={SIDE}
          height={SIDE}
          image-rendering="pixelated"
          preserveAspectRatio="none"
        />
        <rect class="edge" x={EDGE} y={EDGE} width={SIDE} height={SIDE} />
        {ticks.map((tick) => (
          <g key={tick}>
            <text x={scale(tick)} y={EDGE - 6} text-anchor="middle">
              {countText(tick)}
            </text>
            <text x={EDGE - 6} y={scale(tick)} dy="0.35em" text-anchor="end">
              {countText(tick)}
            </text>
          </g>
        ))}
        <text x={EDGE + SIDE / 2} y={14} text-anchor="middle">
          predicted class
        </text>
        <text
          transform={`translate(12 ${EDGE + SIDE / 2}) rotate(-90)`}
          text-anchor="middle"
          dy="0.35em"
        >
          true class
        </text>
      </svg>
      <figcaption class="hint">
        <span class="key right" />
        right and <span class="key wrong" />
        wrong predictions, the stronger, the larger their share of the class. Classes have their
        numbers, from 0
        {image.classes > 1 && `; a dot stands for ${image.classes} by ${image.classes} classes`}.
      </figcaption>
    </figure>
  );
}

function Pairs({ evaluation, about }: ConfusionProps): VNode {
  const pairs = evaluation.confusions.slice(0, MOST_PAIRS);
  const supports = new Map(evaluation.perClass.map(({ label, support }) => [label, support]));
  return (
    <Scroll label={`Most frequent mistakes: ${about}`} isHigh>
      <table class="wide">
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col" class="text">
              Taken for
            </th>
            <th scope="col">Images</th>
            <th scope="col">Of the class</th>
          </tr>
        </thead>
        <tbody>
          {pairs.map(({ label, predicted, count }) => (
            <tr key={`${label}\n${predicted}`}>
              <th scope="row">{shortText(label, 60)}</th>
              <td class="text">{shortText(predicted, 60)}</td>
              <td>{countText(count)}</td>
              <td>{percentText(count / Math.max(1, supports.get(label) ?? 0))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
