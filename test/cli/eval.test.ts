import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Evaluation } from '../../src/report/evaluation/evaluation.js';
import { loadEvaluation } from '../../src/report/evaluation/evaluation-file.js';
import { CLOTHES, clothesNet, diverge } from '../support/classifier-net.js';
import { smallRunArguments } from '../support/fine-tune.js';
import {
  VALIDATION,
  VALIDATION_CLASSES,
  validationImages,
  writeClassFolders,
  writeLines,
} from '../support/labelled.js';
import { withLiveCounts } from '../support/live-counts.js';
import { fixture } from '../support/paths.js';
import { pythonJson } from '../support/python.js';
import { frame, imagePayload, recordFile } from '../support/record-bytes.js';
import { runCli } from '../support/run-cli.js';
import { RunningCli } from '../support/start-cli.js';
import { temporaryFolder } from '../support/temp-dir.js';

async function evaluation(...argv: string[]): Promise<Evaluation> {
  const { code, stdout, stderr } = await runCli(['eval', ...argv, '--json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Evaluation;
}

async function assertFails(argv: readonly string[], code: number, reason: RegExp): Promise<void> {
  const result = await withLiveCounts(() => runCli(['eval', ...argv]));
  assert.equal(result.code, code, result.stderr);
  assert.equal(result.stdout, '');
  assert.match(result.stderr, reason);
}

/** The network that knows ten kinds of clothing, and names for the labels of the record file. */
async function clothes(folder: string): Promise<{ prefix: string; named: string[] }> {
  const prefix = await clothesNet(folder);
  const names = writeLines(join(folder, 'three.txt'), VALIDATION_CLASSES);
  return { prefix, named: [prefix, VALIDATION, '--data-classes', names] };
}

test('the numbers are those that the end of the training has printed, digit by digit', async (t) => {
  const prefix = join(temporaryFolder(t), 'm');
  const validating = ['--data-val', VALIDATION, '--top-k', '2', '--loss', 'ce'];
  const run = await runCli(smallRunArguments(...validating, '--model-prefix', prefix));
  assert.equal(run.code, 0, run.stderr);
  const logged = new Map(
    [...run.stderr.matchAll(/Validation-(\S+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
  assert.deepEqual([...logged.keys()], ['accuracy', 'top_k_accuracy_2', 'cross-entropy']);
  const { code, stdout, stderr } = await runCli(['eval', prefix, VALIDATION, '--top-k', '2']);
  assert.deepEqual([code, stderr], [0, '']);
  for (const [name, value] of logged) assert.match(stdout, new RegExp(`^${name} +${value}$`, 'm'));
});

test("the numbers are those of Python's Module on the same record file", async (t) => {
  const { prefix, named } = await clothes(temporaryFolder(t));
  const expected = await pythonJson<Record<string, number> & { confusion: number[][] }>(`
import json, numpy as np, mxnet as mx
net, args, states = mx.model.load_checkpoint(${JSON.stringify(prefix)}, 1)
images = mx.io.ImageRecordIter(path_imgrec=${JSON.stringify(VALIDATION)}, data_shape=(3, 28, 28), batch_size=30,
    preprocess_threads=1, mean_r=127, mean_g=127, mean_b=127, std_r=128, std_g=128, std_b=128)
module = mx.mod.Module(net, context=mx.cpu())
module.bind(images.provide_data, images.provide_label, for_training=False)
module.set_params(args, states)
p, labels = [], []
for batch in images:
    module.forward(batch, is_train=False)
    p.append(module.get_outputs()[0].asnumpy().copy())
    labels.append(batch.label[0].asnumpy().copy())
p, labels = np.concatenate(p), np.array([3, 5, 8])[np.concatenate(labels).astype(int)]
rows = np.arange(150)
confusion = np.zeros((10, 10), int)
np.add.at(confusion, (labels, p.argmax(1)), 1)
print(json.dumps(dict(accuracy=float((p.argmax(1) == labels).mean()), loss=float(-np.log(p[rows, labels]).mean()),
    top=float(np.mean([labels[i] in np.argsort(-p[i])[:2] for i in rows])), confusion=confusion.tolist())))
`);
  const ours = await evaluation(...named, '--top-k', '2');
  assert.equal(ours.accuracy, expected['accuracy']);
  assert.ok(ours.accuracy > 0.5, `${ours.accuracy}`);
  assert.deepEqual(ours.topK, { k: 2, accuracy: expected['top'] });
  assert.ok(Math.abs(ours.loss - (expected['loss'] as number)) < 1e-5);
  assert.deepEqual(ours.confusion, expected.confusion);
  assert.deepEqual(ours.classNames, CLOTHES);
  const { data, model } = ours;
  assert.deepEqual(data, { path: VALIDATION, images: 150, skipped: 0 });
  assert.deepEqual([model.prefix, model.epoch], [prefix, 1]);
  assert.match(model.paramsSha256, /^[0-9a-f]{64}$/);
});

test('every image counts once, whatever the size of the batches', async (t) => {
  const { named } = await clothes(temporaryFolder(t));
  const whole = await evaluation(...named);
  for (const size of ['1', '7', '200']) {
    const { confusion, calibration } = await evaluation(...named, '--batch-size', size);
    assert.deepEqual(confusion, whole.confusion);
    assert.equal(
      calibration.bins.reduce((sum, { count }) => sum + count, 0),
      150,
    );
  }
});

test('the folders of the classes are matched by their names, not by their order', async (t) => {
  const folder = temporaryFolder(t);
  const { prefix } = await clothes(folder);
  const root = join(folder, 'images');
  writeClassFolders(root, ['sandal', 'bag'], 12);
  const { perClass, data, worst, accuracy } = await evaluation(prefix, root, '--worst', '100');
  assert.deepEqual(data, { path: root, images: 24, skipped: 0 });
  const present = perClass.filter(({ support }) => support > 0);
  assert.deepEqual(
    present.map(({ label, index, support }) => [label, index, support]),
    [
      ['sandal', 5, 12],
      ['bag', 8, 12],
    ],
  );
  assert.equal(worst.length, Math.round(24 * (1 - accuracy)));
  for (const { file, label, offset } of worst) {
    assert.equal(file?.split('/')[0], label);
    assert.ok(existsSync(join(root, file as string)));
    assert.equal(offset, null);
  }
  assert.ok(accuracy > 0.5, `${accuracy}`);
});

test('the worst mistakes have the paths of the list, or the numbers and offsets of the records', async (t) => {
  const folder = temporaryFolder(t);
  const { prefix, named } = await clothes(folder);
  const listed = await evaluation(...named, '--worst', '3');
  assert.equal(listed.worst.length, 3);
  const bare = join(folder, 'bare.rec');
  copyFileSync(VALIDATION, bare);
  const { worst } = await evaluation(prefix, bare, ...named.slice(2), '--worst', '3');
  const images = validationImages();
  for (const [i, { file, id, offset, probability }] of worst.entries()) {
    const same = listed.worst[i];
    assert.equal(file, null);
    assert.equal(images.find((image) => image.id === id)?.path, same?.file);
    assert.deepEqual([id, offset, probability], [same?.id, same?.offset, same?.probability]);
  }
  const { stdout } = await runCli(['eval', prefix, bare, ...named.slice(2), '--worst', '1']);
  const [{ id, offset } = { id: 0, offset: 0 }] = worst;
  assert.match(stdout, new RegExp(`image ${id}, at offset ${offset}\\n$`));
});

test('a class that the network lacks is named, with what could be meant, and nothing is said', async (t) => {
  const folder = temporaryFolder(t);
  const { prefix, named } = await clothes(folder);
  const root = join(folder, 'images');
  writeClassFolders(root, ['dress'], 2);
  writeClassFolders(join(root, 'val'), ['bag'], 1);
  mkdirSync(join(root, 'boot'));
  copyFileSync(fixture('photos', 'coffee.png'), join(root, 'boot', 'a.png'));
  await assertFails([prefix, root], 3, /has no class boot; the nearest are .*coat/);
  const parts = join(folder, 'parts');
  writeClassFolders(join(parts, 'val'), ['bag'], 1);
  await assertFails([prefix, parts], 3, /has no class val; .* as \S+parts\/val\n$/);
  // The list beside the record file has the folders 3_dress, 5_sandal and 8_bag.
  await assertFails([prefix, VALIDATION], 3, /no class 3_dress; .*--data-classes/);
  const two = writeLines(join(folder, 'two.txt'), ['dress', 'sandal']);
  await assertFails([...named.slice(0, 3), two], 3, /the label 2 is none of its classes/);
  const twins = writeLines(join(folder, 'twins.txt'), ['dress', 'dress', 'bag']);
  await assertFails([...named.slice(0, 3), twins], 3, /the classes dress and dress both are dress/);
});

test('labels without names are the numbers of the outputs, which is said', async (t) => {
  const folder = temporaryFolder(t);
  const { prefix } = await clothes(folder);
  const images = validationImages().slice(0, 20);
  const outputs = [3, 5, 8];
  const bare = join(folder, 'bare.rec');
  const relabelled = images.map((item) => ({ ...item, label: outputs[item.label] as number }));
  writeFileSync(bare, recordFile(relabelled));
  const { code, stdout, stderr } = await runCli(['eval', prefix, bare, '--json']);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /has no class names: its labels are taken .* 0 for T-shirt/);
  assert.ok((JSON.parse(stdout) as Evaluation).accuracy > 0.5);
  // A list whose paths have no folders gives no names either.
  const lines = relabelled.map(({ id, label }) => `${id}\t${label}.000000\t${id}.png`);
  writeLines(join(folder, 'bare.lst'), lines);
  const { worst } = await evaluation(prefix, bare);
  assert.ok(worst.every(({ file, id }) => file === `${id}.png`));
  writeFileSync(bare, recordFile([{ ...(images[0] as (typeof images)[0]), label: 10, id: 77777 }]));
  await assertFails([prefix, bare], 3, /the label 10 is not one of the 10 classes/);
  const wrong = lines.map((line) => line.replace(/\t\d/, '\t9'));
  writeLines(join(folder, 'bare.lst'), wrong);
  writeFileSync(bare, recordFile(relabelled));
  await assertFails([prefix, bare], 3, /but 9 in \S+bare\.lst\. The list belongs to another file/);
});

test('an image that cannot be decoded ends it with its name, or is left out, named and counted', async (t) => {
  const folder = temporaryFolder(t);
  const { prefix, named } = await clothes(folder);
  const root = join(folder, 'images');
  writeClassFolders(root, ['dress', 'bag'], 5);
  writeFileSync(join(root, 'bag', '2.png'), 'no image');
  writeFileSync(
    join(root, 'dress', 'cut.png'),
    readFileSync(join(root, 'dress', '0.png')).subarray(0, 99),
  );
  await assertFails(
    [prefix, root],
    3,
    /bag\/2\.png: the image cannot be decoded.*--on-bad-image skip/,
  );
  const skipping = await runCli(['eval', prefix, root, '--on-bad-image', 'skip', '--json']);
  assert.equal(skipping.code, 0);
  assert.match(
    skipping.stderr,
    /bag\/2\.png: .* left out\n.*dress\/cut\.png: .* cut off\. It is left out\n$/,
  );
  const { data, perClass } = JSON.parse(skipping.stdout) as Evaluation;
  assert.deepEqual(data, { path: root, images: 9, skipped: 2 });
  assert.deepEqual([perClass[3]?.support, perClass[8]?.support], [5, 4]);
  // A record without a header, and one whose length is wrong.
  const records = validationImages()
    .slice(0, 4)
    .map((item) => frame(imagePayload(item)));
  records.splice(2, 0, frame(Buffer.from('short')));
  const file = join(folder, 'damaged.rec');
  writeFileSync(file, Buffer.concat([...records, Buffer.from('garbage behind')]));
  const options = named.slice(2);
  await assertFails([prefix, file, ...options], 3, /without room for a header/);
  const rest = await evaluation(prefix, file, ...options, '--on-bad-image', 'skip');
  assert.deepEqual(rest.data, { path: file, images: 4, skipped: 2 });
  for (const name of readdirSync(join(root, 'bag'))) writeFileSync(join(root, 'bag', name), '');
  for (const name of readdirSync(join(root, 'dress'))) writeFileSync(join(root, 'dress', name), '');
  await assertFails(
    [prefix, root, '--on-bad-image', 'skip'],
    3,
    /has no image that can be decoded/,
  );
});

test('the evaluation is saved beside the checkpoint, or where one wants it, as --json prints it', async (t) => {
  const folder = temporaryFolder(t);
  const { prefix, named } = await clothes(folder);
  const printed = await runCli(['eval', ...named, '--json', '--save']);
  assert.equal(printed.code, 0, printed.stderr);
  const saved = `${prefix}-eval.json`;
  assert.equal(readFileSync(saved, 'utf8'), printed.stdout);
  assert.equal((await loadEvaluation(saved)).data.images, 150);
  const other = join(folder, 'other.json');
  const table = await runCli(['eval', ...named, '--csv', '--output', other]);
  assert.deepEqual(readFileSync(other), readFileSync(saved));
  const lines = table.stdout.trimEnd().split('\n');
  assert.equal(lines[0], 'index,label,images,predicted,precision,recall,f1');
  assert.equal(lines.length, 11);
  assert.match(lines[1] as string, /^0,T-shirt,0,\d+,/);
  await assertFails([...named, '--output', join(folder, 'none', 'e.json')], 5, /cannot write/);
  await assertFails([...named, '--output', 'e.json', '--save'], 2, /choose one of --save and/);
});

test('the table for people shows a small matrix whole, and of many classes the largest confusions', async (t) => {
  const folder = temporaryFolder(t);
  const { prefix, named } = await clothes(folder);
  const small = await runCli(['eval', ...named]);
  assert.match(small.stdout, /^images of the class of the line, taken for\n +0 +1 +2 +3/m);
  assert.equal(small.stdout.match(/^\d (T-shirt|dress|ankle boot) +\d/gm)?.length, 3);
  const names = [...CLOTHES];
  names[3] = 'dress\u001b[31m';
  const files = ['--class-names', writeLines(join(folder, 'names.txt'), names)];
  const control = writeLines(join(folder, 'control.txt'), [names[3] as string, 'sandal', 'bag']);
  const hostile = await runCli(['eval', prefix, VALIDATION, '--data-classes', control, ...files]);
  assert.equal(hostile.code, 0, hostile.stderr);
  assert.ok(!hostile.stdout.includes('\u001b'));
});

test('what is assumed about a checkpoint without a recipe is said', async (t) => {
  const folder = temporaryFolder(t);
  const names = writeLines(join(folder, 'clothes.txt'), CLOTHES);
  const three = writeLines(join(folder, 'three.txt'), VALIDATION_CLASSES);
  const model = [fixture('models', 'resnet20'), VALIDATION, '--image-shape', '3,28,28'];
  const normal = ['--rgb-mean', '127,127,127', '--rgb-std', '128,128,128'];
  const argv = ['eval', ...model, ...normal, '--class-names', names, '--data-classes', three];
  const { code, stderr } = await runCli(argv);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /assumed: --resize 32\n/);
  // Without names on the network's side the labels are numbers, but folders are not.
  const bare = await runCli(['eval', ...model, ...normal, '--resize', '28']);
  assert.equal(bare.code, 0, bare.stderr);
  const root = join(folder, 'images');
  writeClassFolders(root, ['bag'], 1);
  await assertFails(
    [model[0] as string, root, ...model.slice(2)],
    3,
    /has no class bag.*--class-names/,
  );
});

test('values that are no numbers are the fault of the checkpoint', async (t) => {
  const { prefix, named } = await clothes(temporaryFolder(t));
  await diverge(prefix);
  await assertFails(
    named,
    4,
    /gives no numbers for 3_dress\/0008\.png: the values in \S+0001\.params/,
  );
});

test('wrong options, data and checkpoints have their exit codes', async (t) => {
  const folder = temporaryFolder(t);
  const { prefix, named } = await clothes(folder);
  const options = [
    [['--top-k', '0'], /--top-k must be a whole number from 1/],
    [['--top-k', '11'], /--top-k must be a whole number from 1 to 10/],
    [['--worst', '-1'], /--worst must be a whole number/],
    [['--batch-size', '0'], /--batch-size must be a whole number from 1/],
    [['--on-bad-image', 'stop'], /--on-bad-image must be error or skip/],
    [['--json', '--csv'], /choose one of --json and --csv/],
    [['--cpus', '2'], /eval uses one device/],
    [['--epoch', 'first'], /--epoch must be a whole number, or best or last/],
    [['--unknown'], /Unknown argument: unknown/],
  ] as const;
  for (const [more, reason] of options) await assertFails([...named, ...more], 2, reason);
  await assertFails([prefix], 2, /Not enough non-option arguments/);
  const file = (name: string, content: string) => writeLines(join(folder, name), [content]);
  await assertFails([prefix, join(folder, 'none.rec')], 3, /none\.rec does not exist/);
  await assertFails([prefix, file('text.rec', 'this is a text')], 3, /is not a RecordIO file/);
  writeFileSync(join(folder, 'empty.rec'), '');
  await assertFails([prefix, join(folder, 'empty.rec')], 3, /is empty/);
  mkdirSync(join(folder, 'bare'));
  await assertFails([prefix, join(folder, 'bare')], 3, /no folder with images/);
  file('damaged.lst', 'not a list');
  copyFileSync(VALIDATION, join(folder, 'damaged.rec'));
  await assertFails([prefix, join(folder, 'damaged.rec')], 3, /line 1 of \S+damaged\.lst/);
  await assertFails([join(folder, 'none'), ...named.slice(1)], 4, /there is no checkpoint/);
  await assertFails([...named, '--epoch', '7'], 4, /no values \S+0007\.params/);
  await assertFails([...named, '--epoch', 'best'], 4, /there is no \S+best\.params/);
});

test('a signal ends it in the middle, without a result, with its own exit code', async (t) => {
  const folder = temporaryFolder(t);
  const { prefix, named } = await clothes(folder);
  const record = join(folder, 'long.rec');
  const bad = recordFile([{ image: Buffer.from('no image') }]);
  writeFileSync(
    record,
    Buffer.concat([bad, ...new Array<Buffer>(60).fill(readFileSync(VALIDATION))]),
  );
  const argv = ['eval', prefix, record, ...named.slice(2), '--on-bad-image', 'skip', '--save'];
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const running = new RunningCli(argv);
    await running.hasSaid(/It is left out/);
    running.child.kill(signal);
    const ended = await running.ended;
    assert.deepEqual([ended.code, ended.stdout], [code, '']);
    assert.match(ended.stderr, /interrupted: there is no result/);
  }
  assert.ok(!existsSync(`${prefix}-eval.json`));
});
