/** What a person should know before believing the rest. */

import type { VNode } from 'preact';
import type { ReportedRun } from './reported-run.js';
import { shellWord, shortText } from './texts.js';

const MOST_NOTES = 20;
const LONGEST_NOTE = 500;

/** Warnings of the runs, what was left out in reading them, and how an evaluation is added. */
export function Notes({ runs }: { runs: readonly ReportedRun[] }): VNode | null {
  const notes = runs.flatMap((run) => notesOf(run, runs.length > 1));
  if (notes.length === 0) return null;
  const left = notes.length - MOST_NOTES;
  return (
    <section class="note" aria-label="Notes">
      <ul>
        {notes.slice(0, MOST_NOTES).map((note) => (
          <li key={note}>{shortText(note, LONGEST_NOTE)}</li>
        ))}
        {left > 0 && <li>And {left} more.</li>}
      </ul>
    </section>
  );
}

function notesOf({ name, notes, history }: ReportedRun, isNamed: boolean): string[] {
  const { end, warnings = [] } = history ?? {};
  const failure = end?.status === 'failed' ? [`The run has failed: ${end.message ?? ''}`] : [];
  const about = isNamed ? `${shortText(name, 60)}: ` : '';
  return [...notes, ...failure, ...warnings].map((note) => `${about}${note}`);
}

/** How an evaluation is added. */
export function NoEvaluation({ run }: { run: ReportedRun }): VNode {
  const prefix = shellWord(run.prefix);
  return (
    <>
      <p>
        This run has not been evaluated, so there is no confusion matrix, no table of classes and no
        list of mistakes. Add them with
      </p>
      <p>
        <code>npx mxnet-finetune report {prefix} --data DATA</code>
      </p>
      <p class="hint">
        DATA is a record file or a folder of images, one that training has not seen.{' '}
        <code>mxnet-finetune eval {prefix} DATA --save</code> keeps the evaluation beside the
        checkpoint, where the next report finds it.
      </p>
    </>
  );
}
