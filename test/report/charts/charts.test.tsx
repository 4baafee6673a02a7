import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderToString } from 'preact-render-to-string';
import sharp from 'sharp';
import { BarChart } from '../../../src/report/charts/bar-chart.js';
import { type Curve, LineChart } from '../../../src/report/charts/line-chart.js';
import { matrixImage } from '../../../src/report/charts/matrix-image.js';
import { rangeOf, roomyRangeOf, withoutExtremes } from '../../../src/report/charts/range.js';
import { thin } from '../../../src/report/charts/thin.js';

test('few points stay, many become means of neighbours, gaps are passed over', () => {
  const points = [1, 2, null, 4, 5].map((y, x) => ({ x, y }));
  assert.deepEqual(thin(points, 5), { points, meanOf: 1 });
  assert.deepEqual(thin(points, 3), {
    points: [
      { x: 0.5, y: 1.5 },
      { x: 2.5, y: 4 },
      { x: 4, y: 5 },
    ],
    meanOf: 2,
  });
  const huge = Array.from({ length: 4 }, (_, x) => ({ x, y: Number.MAX_VALUE }));
  assert.deepEqual(thin(huge, 1).points, [{ x: 1.5, y: Number.MAX_VALUE }]);
});

test('an axis has room for all numbers, and some for a single one', () => {
  assert.deepEqual(rangeOf([3, null, -1]), [-1, 3]);
  assert.deepEqual(rangeOf([null]), [0, 1]);
  assert.deepEqual(roomyRangeOf([10]), [9, 11]);
  assert.deepEqual(roomyRangeOf([0]), [-0.5, 0.5]);
});

test('the extremes of a noisy curve do not count', () => {
  const values = [1e9, ...Array.from({ length: 98 }, (_, i) => i), -1e9];
  const kept = withoutExtremes(values);
  assert.deepEqual(rangeOf(kept), [1, 96]);
  assert.deepEqual(withoutExtremes([5, null, 1]), [1, 5]);
});

function chart(...curves: Partial<Curve>[]): string {
  const whole = curves.map(
    (curve, i): Curve => ({
      ...{ label: `curve ${i}`, colour: i, style: 'solid', points: [] },
      ...curve,
    }),
  );
  return renderToString(<LineChart id="c" title="Accuracy" xTitle="epochs" curves={whole} />);
}

test('a curve goes from corner to corner of its axes, and says its values', () => {
  const points = [
    { x: 1, y: 0 },
    { x: 2, y: 1 },
  ];
  const html = chart({ label: 'validation', points });
  // The axes go from 64 to 506 and from 250 up to 12, for epochs 0 to 2 and values 0 to 1.
  assert.match(html, /d="M285,250L506,12"/);
  assert.match(html, /<title>validation, 1: 0<\/title>/);
  assert.match(html, /aria-label="Accuracy: validation from 0 to 1"/);
});

test('a gap in a curve is not bridged', () => {
  const points = [0, 1, null, 0, 1].map((y, i) => ({ x: i + 1, y }));
  const [, path = ''] =
    /class="curve solid c0" d="(M[^"]+)"\/?>(?!<\/svg>)/.exec(chart({ points })) ?? [];
  assert.equal(path.match(/M/g)?.length, 2);
});

test('numbers that no drawing can hold leave no trace of infinity', () => {
  const values = [1, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, null];
  const points = values.map((y, i) => ({ x: i === 4 ? Number.MAX_SAFE_INTEGER : i, y }));
  const html = chart({ points }, { points: [] }, { style: 'faint', points });
  assert.doesNotMatch(html, /NaN|Infinity/);
});

test('many values are drawn as means, and that is said', () => {
  const points = Array.from({ length: 1000 }, (_, i) => ({ x: i, y: i % 7 }));
  const html = chart({ points });
  assert.match(html, /means of up to 5/);
  assert.doesNotMatch(html, /<circle/);
});

test('bars are as high as what they tell', () => {
  const html = renderToString(
    <BarChart
      title="Calibration"
      spoken="bars"
      xTitle="probability"
      bars={[{ from: 0, to: 0.5, height: 0.5, text: 'half <b>' }]}
      hasDiagonal
      hint="hint"
    />,
  );
  // 442 units wide and 238 high, with a unit of air at both sides.
  assert.match(html, /<rect class="bar" x="65" y="131" width="219" height="119"/);
  assert.match(html, /<title>half &lt;b><\/title>/);
});

async function pixels(source: string) {
  const [, base64 = ''] = /^data:image\/png;base64,(.+)$/.exec(source) ?? [];
  const { data, info } = await sharp(Buffer.from(base64, 'base64'))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    info,
    at: (x: number, y: number) => [...data.subarray((y * info.width + x) * 4).subarray(0, 4)],
  };
}

test('in the picture of a matrix right predictions are blue, wrong ones red, and nothing is seen through', async () => {
  const { source, side, classes } = await matrixImage([
    [4, 0],
    [1, 3],
  ]);
  assert.deepEqual([side, classes], [2, 1]);
  const { info, at } = await pixels(source);
  assert.deepEqual([info.width, info.height], [2, 2]);
  const [blue, red] = [at(0, 0), at(0, 1)] as [number[], number[]];
  assert.ok((blue[2] as number) > (blue[0] as number) && blue[3] === 255, String(blue));
  assert.ok((red[0] as number) > (red[2] as number), String(red));
  assert.equal(at(1, 0)[3], 0);
  assert.ok((red[3] as number) < (at(1, 1)[3] as number), 'a smaller share is fainter');
});

test('classes of a large matrix share dots, and the picture stays small', async () => {
  const size = 1000;
  const full = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => (i * 7919 + j * 104_729) % 13),
  );
  const { source, side, classes } = await matrixImage(full);
  assert.deepEqual([side, classes], [250, 4]);
  assert.ok(source.length < 100_000, String(source.length));
});
