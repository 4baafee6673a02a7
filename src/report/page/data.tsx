/** What was trained on, and what was evaluated on. */

import type { VNode } from 'preact';
import type { ClassScores } from '../evaluation/evaluation.js';
import { type Fact, Facts } from './facts.js';
import { countText, timeText } from './numbers.js';
import type { ReportedRun } from './reported-run.js';
import { Section } from './section.js';
import { shortText, withoutPasswords } from './texts.js';

/** Paths may be long, and are wanted whole. */
const LONGEST_PATH = 400;

/** A summary for each run. */
export function Data({ runs }: { runs: readonly ReportedRun[] }): VNode {
  return (
    <Section id="data" title="Data and network">
      {runs.map((run) => (
        <div key={run.name} class={runs.length > 1 ? 'block' : undefined}>
          {runs.length > 1 && <h3>{shortText(run.name, 60)}</h3>}
          <Facts facts={factsOf(run)} />
        </div>
      ))}
    </Section>
  );
}

function factsOf(run: ReportedRun): Fact[] {
  return [...trainingFacts(run), ...recipeFacts(run), ...evaluationFacts(run)];
}

function trainingFacts({ history, recipe }: ReportedRun): Fact[] {
  const start = history?.start;
  const setting = (name: string): Fact[] => {
    const value = start?.configuration[name];
    return typeof value === 'string' && value !== '' ? [[TITLES[name] ?? name, path(value)]] : [];
  };
  const trained = recipe?.trainedOn;
  return [
    ...setting('data'),
    ...(trained ? ([['Trained on', path(trained.file)]] as Fact[]) : setting('data-train')),
    ...(start ? ([['Training images', countText(start.images)]] as Fact[]) : []),
    ...setting('data-val'),
    ...(start ? ([['Batches in an epoch', countText(start.batches)]] as Fact[]) : []),
    ...(history ? ([['Began', timeText(history.began)]] as Fact[]) : []),
  ];
}

const TITLES: Readonly<Record<string, string>> = {
  data: 'Data',
  'data-train': 'Trained on',
  'data-val': 'Validated on',
};

function recipeFacts({ recipe }: ReportedRun): Fact[] {
  if (recipe === undefined) return [];
  const { classNames, imageShape, rgbMean, rgbStd, resize, pretrained } = recipe;
  const [channels, height, width] = imageShape;
  return [
    ['Classes', countText(classNames.length)],
    ['Network input', `${width} × ${height} pixels, ${channels === 1 ? 'gray' : 'colour'}`],
    ['Shorter side before the centre is cut out', resize === null ? 'as it is' : String(resize)],
    ['Mean of red, green, blue', rgbMean.join(', ')],
    ['Deviation of red, green, blue', rgbStd.join(', ')],
    ...(pretrained === undefined
      ? []
      : ([
          ['Pretrained network', `${path(pretrained.prefix)}, epoch ${pretrained.epoch}`],
        ] as Fact[])),
  ];
}

function evaluationFacts({ evaluation }: ReportedRun): Fact[] {
  if (evaluation === undefined) return [];
  const { data, perClass } = evaluation;
  const sorted = perClass
    .filter(({ support }) => support > 0)
    .sort((a, b) => a.support - b.support);
  const [fewest, most] = [sorted[0], sorted.at(-1)];
  return [
    ['Evaluated on', path(data.path)],
    ['Evaluated images', countText(data.images)],
    ...(data.skipped > 0
      ? ([['Left out, because they cannot be decoded', countText(data.skipped)]] as Fact[])
      : []),
    ...(fewest && most
      ? ([
          ['Class with the fewest evaluated images', supportText(fewest)],
          ['Class with the most evaluated images', supportText(most)],
        ] as Fact[])
      : []),
  ];
}

function supportText({ label, support }: ClassScores): string {
  return `${shortText(label, 60)} (${countText(support)})`;
}

function path(text: string): string {
  return shortText(withoutPasswords(text), LONGEST_PATH);
}
