// Results as a Markdown table.

const HEAD = ['', 'mxnet-finetune', 'the other', 'ratio', 'wanted', ''];

/**
 * One measured thing. With values of both sides their ratio is judged, else our own value.
 *
 * @param target - `{ atLeast }` or `{ atMost }`
 */
export function row(title, { ours, theirs, unit, digits = 0 }, target) {
  const ratio = theirs === undefined ? undefined : ours / theirs;
  const judged = ratio ?? ours;
  const atLeast = target.atLeast !== undefined;
  const met = atLeast ? judged >= target.atLeast : judged <= target.atMost;
  const limit = `${atLeast ? '≥' : '≤'} ${atLeast ? target.atLeast : target.atMost}`;
  const show = (value) => (value === undefined ? '' : `${value.toFixed(digits)} ${unit}`);
  const shownRatio = ratio === undefined ? '' : `${ratio.toFixed(2)} ×`;
  const wanted = ratio === undefined ? `${limit} ${unit}` : `${limit} ×`;
  return { met, cells: [title, show(ours), show(theirs), shownRatio, wanted, met ? '✓' : '✗'] };
}

export function markdown(rows) {
  const lines = [HEAD, ...rows.map(({ cells }) => cells)];
  const widths = HEAD.map((_, i) => Math.max(3, ...lines.map((line) => line[i].length)));
  const text = (cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  const rules = widths.map((width, i) =>
    i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const [head, ...body] = lines.map(text);
  return [head, text(rules), ...body].join('\n');
}
