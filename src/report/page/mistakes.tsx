/** The mistakes that the network was most sure of. */

import type { VNode } from 'preact';
import type { Mistake } from '../evaluation/evaluation.js';
import { percentText } from './numbers.js';
import type { ReportedEvaluation } from './reported-run.js';
import { shortText } from './texts.js';

/** Pictures with what they are and what they were taken for. */
export function Mistakes({ evaluation }: { evaluation: ReportedEvaluation }): VNode {
  const { worst, thumbnails } = evaluation;
  if (worst.length === 0) return <p>There is none: every image was recognized.</p>;
  return (
    <ol class="mistakes">
      {thumbnails.map((thumbnail, i) => (
        <MistakeItem key={i} mistake={worst[i] as Mistake} thumbnail={thumbnail} />
      ))}
    </ol>
  );
}

function MistakeItem(props: { mistake: Mistake; thumbnail: string | undefined }): VNode {
  const { mistake, thumbnail } = props;
  const { label, predicted, probability } = mistake;
  const name = shortText(nameOf(mistake), 160);
  return (
    <li>
      {thumbnail === undefined ? (
        <div class="missing">no longer there, or no image</div>
      ) : (
        <img src={thumbnail} alt={`${shortText(label, 80)}: ${name}`} />
      )}
      <p>
        <b>{shortText(label, 80)}</b>
      </p>
      <p>
        taken for <b>{shortText(predicted, 80)}</b>, {percentText(probability)}
      </p>
      <p class="hint">{name}</p>
    </li>
  );
}

/** The image's path, or where its record lies. */
function nameOf({ file, id, offset }: Mistake): string {
  if (file !== null) return file;
  return offset === null ? `image ${id}` : `record ${id} at offset ${offset}`;
}
