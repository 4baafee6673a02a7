import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fineTune } from '../../src/finetune/fine-tune.js';
import { Monitor } from '../../src/module/monitor.js';
import { smallRun } from '../support/fine-tune.js';
import { fixture } from '../support/paths.js';
import { pythonJson } from '../support/python.js';

const PROGRAM = `
import json, logging, mxnet as mx
lines = []
class Keep(logging.Handler):
    def emit(self, record):
        lines.append(record.getMessage())
logging.getLogger().addHandler(Keep())
logging.getLogger().setLevel(logging.DEBUG)
symbol, args, aux = mx.model.load_checkpoint(${JSON.stringify(fixture('models', 'resnet20'))}, 1)
body = symbol.get_internals()['flatten0_output']
head = mx.sym.FullyConnected(data=body, num_hidden=3, name='fc')
net = mx.sym.SoftmaxOutput(data=head, name='softmax')
train = mx.io.ImageRecordIter(path_imgrec=${JSON.stringify(fixture('data', 'fm3_train.rec'))}, data_shape=(3, 28, 28),
    batch_size=32, shuffle=True, preprocess_threads=1, mean_r=123.68, mean_g=116.779, mean_b=103.939, verbose=False)
module = mx.mod.Module(net)
module.fit(train, num_epoch=1, kvstore=mx.kvstore.create('device'), optimizer='sgd',
    optimizer_params={'learning_rate': 0.01, 'momentum': 0.9, 'wd': 0.001},
    initializer=mx.init.Xavier(rnd_type='gaussian', factor_type='in', magnitude=2),
    arg_params={k: v for k, v in args.items() if 'fc' not in k}, aux_params=aux, allow_missing=True,
    monitor=mx.mon.Monitor(9, pattern='.*'))
print(json.dumps([line for line in lines if line.startswith('Batch:')]))
`;

/** Nobody writes the gradient of the label: its memory holds whatever was there before, in Python too. */
function written(lines: readonly string[]): string[] {
  return lines.filter((line) => !line.includes('softmax_backward_output1'));
}

test("a monitor prints Python's lines, to the last digit", async () => {
  const lines: string[] = [];
  const logger = { info: (line: string) => lines.push(line), warning: () => {} };
  await fineTune(smallRun({ monitor: 9 }), { logger });
  const reported = lines.filter((line) => line.startsWith('Batch:'));
  assert.deepEqual(written(reported), written(await pythonJson<string[]>(PROGRAM)));
});

test('an interval that is no positive integer is refused', () => {
  for (const interval of [0, -1, 1.5]) {
    assert.throws(() => new Monitor({ interval }), RangeError);
  }
});
