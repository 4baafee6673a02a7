/** Every epoch with its numbers. */

import type { VNode } from 'preact';
import type { EpochHistory, RunHistory } from '../run/history.js';
import { durationText, metricText, NONE } from './numbers.js';
import { Scroll } from './section.js';
import { metricTitle } from './texts.js';

/** More epochs have no place in a table. */
const MOST_EPOCHS = 300;
const MOST_METRICS = 12;

/** A table that is opened when it is wanted. */
export function EpochTable({ history }: { history: RunHistory }): VNode {
  const epochs = history.epochs.slice(-MOST_EPOCHS);
  const columns = (['train', 'validation'] as const).flatMap((kind) => {
    const names = new Set(epochs.flatMap((epoch) => Object.keys(epoch[kind])));
    return [...names].slice(0, MOST_METRICS).map((name) => ({ kind, name }));
  });
  const left = history.epochs.length - epochs.length;
  return (
    <details>
      <summary>The numbers of each epoch</summary>
      <Scroll
        label="The numbers of each epoch"
        hint={`Epochs are counted as checkpoints are: the file that ends with 0001.params is epoch 1.${left > 0 ? ` The first ${left} are left out.` : ''}`}
        isHigh
      >
        <table>
          <thead>
            <tr>
              <th scope="col">Epoch</th>
              {columns.map(({ kind, name }) => (
                <th key={kind + name} scope="col">
                  {kind === 'train' ? 'Training' : 'Validation'} {metricTitle(name).toLowerCase()}
                </th>
              ))}
              <th scope="col">Time</th>
              <th scope="col">Saved</th>
            </tr>
          </thead>
          <tbody>
            {epochs.map((epoch) => (
              <EpochRow
                key={epoch.epoch}
                epoch={epoch}
                isBest={epoch.epoch === history.best?.epoch}
                columns={columns}
              />
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}

function EpochRow(props: {
  epoch: EpochHistory;
  isBest: boolean;
  columns: readonly { kind: 'train' | 'validation'; name: string }[];
}): VNode {
  const { epoch, isBest, columns } = props;
  return (
    <tr class={isBest ? 'strong' : undefined}>
      <th scope="row">
        {epoch.epoch}
        {isBest && ' (best)'}
      </th>
      {columns.map(({ kind, name }) => (
        <td key={kind + name}>{metricText(epoch[kind][name])}</td>
      ))}
      <td>{epoch.seconds === undefined ? NONE : durationText(epoch.seconds)}</td>
      <td>{epoch.checkpoint === undefined ? 'no' : 'yes'}</td>
    </tr>
  );
}
