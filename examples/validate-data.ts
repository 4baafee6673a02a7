/** Everything that is wrong with record files, or with a folder of images, before anybody trains on them. */

import { statSync } from 'node:fs';
import { validateData } from 'mxnet-finetune';

const [train = 'test/fixtures/data/fm3_train.rec', validation = 'test/fixtures/data/fm3_val.rec'] =
  process.argv.slice(2);

const { ok, sets, findings } = await validateData({
  ...(statSync(train).isDirectory() ? { data: train } : { dataTrain: train, dataVal: validation }),
  imageShape: '3,28,28',
});

for (const { file, images, classes } of sets) {
  console.log(`${file}: ${images} images`);
  for (const { name, images: count } of classes) console.log(`  ${name}: ${count}`);
}
for (const { severity, message, places } of findings) {
  console.log(`${severity}: ${message}`);
  // Every place is there; the message names the first ones.
  for (const { path, id, offset } of places.slice(0, 1)) console.log(path ?? `image ${id}`, offset);
}
console.log(ok ? 'fit to be trained on' : 'not fit to be trained on');
