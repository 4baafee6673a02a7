import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { TensorBoardLog } from '../../src/report/run-log/tensorboard.js';
import { pythonJson } from '../support/python.js';
import { shown } from '../support/shown.js';
import { temporaryFolder } from '../support/temp-dir.js';

test("TensorBoard's own reader finds every value at its step", async (t) => {
  const folder = join(temporaryFolder(t), 'events');
  const log = new TensorBoardLog(folder, () => 1_700_000_000.5);
  log.event({
    type: 'start',
    batches: 10,
    beginEpoch: 0,
    numEpochs: 2,
    images: 100,
    device: 'cpu(0)',
    resumes: false,
  });
  log.event({
    type: 'window',
    epoch: 1,
    from: 0,
    to: 5,
    speed: 250,
    metrics: [['accuracy', 0.25]],
  });
  log.event({ type: 'epoch', epoch: 1, seconds: 2, metrics: [['accuracy', 0.5]] });
  log.event({ type: 'validation', epoch: 1, metrics: [['accuracy', 0.75]], images: 4 });
  log.close();
  const scalars = await pythonJson(`
import json
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(${JSON.stringify(folder)})
events.Reload()
print(json.dumps({tag: [[e.wall_time, e.step, e.value] for e in events.Scalars(tag)]
                  for tag in events.Tags()['scalars']}))
`);
  assert.deepEqual(scalars, {
    'batch/accuracy': [[1_700_000_000.5, 15, 0.25]],
    'batch/speed': [[1_700_000_000.5, 15, 250]],
    'train/accuracy': [[1_700_000_000.5, 1, 0.5]],
    'validation/accuracy': [[1_700_000_000.5, 1, 0.75]],
  });
  shown(t, 'log');
});
