/** What a run's checkpoint does on labelled images. */

import type { VNode } from 'preact';
import { Calibration } from './calibration.js';
import { ClassTable } from './class-table.js';
import { Confusion } from './confusion.js';
import { Mistakes } from './mistakes.js';
import { NoEvaluation } from './notes.js';
import { countText, metricText, percentText } from './numbers.js';
import type { ReportedEvaluation, ReportedRun } from './reported-run.js';
import { Section } from './section.js';
import { shortText, withoutPasswords } from './texts.js';

/** What {@link EvaluationSection} shows. */
export interface EvaluationSectionProps {
  run: ReportedRun;
  id: string;
  title: string;
  /** Whether the table of classes stands elsewhere, with those of other runs. */
  isCompared: boolean;
}

/** Everything about one evaluation, or how it is made. */
export function EvaluationSection({ run, id, title, isCompared }: EvaluationSectionProps): VNode {
  const { evaluation } = run;
  return (
    <Section id={id} title={title}>
      {evaluation === undefined ? (
        <NoEvaluation run={run} />
      ) : (
        <>
          <Sentence evaluation={evaluation} />
          <div class="block">
            <Confusion evaluation={evaluation} about={title} />
          </div>
          {!isCompared && (
            <div class="block">
              <h3>Classes</h3>
              <ClassTable id={`${id}-classes`} evaluation={evaluation} />
            </div>
          )}
          <div class="block">
            <Calibration evaluation={evaluation} />
          </div>
          <div class="block">
            <h3>Worst mistakes</h3>
            <p class="hint">Wrong predictions of which the network was most sure.</p>
            <Mistakes evaluation={evaluation} />
          </div>
        </>
      )}
    </Section>
  );
}

function Sentence({ evaluation }: { evaluation: ReportedEvaluation }): VNode {
  const { accuracy, topK, loss, data, model, classNames } = evaluation;
  return (
    <p>
      Epoch {model.epoch} recognizes <b>{percentText(accuracy)}</b> of {countText(data.images)}{' '}
      images of {countText(classNames.length)} classes
      {topK.k > 1 &&
        topK.k < classNames.length &&
        ` (${percentText(topK.accuracy)} within its first ${topK.k} guesses)`}
      ; its mean loss is {metricText(loss)}.{' '}
      <span class="hint">Evaluated on {shortText(withoutPasswords(data.path), 400)}.</span>
    </p>
  );
}
