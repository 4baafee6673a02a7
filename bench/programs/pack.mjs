// Packs the images of a list, as the command `pack` does.
import { PACK_DEFAULTS, packList } from '../../lib/packing/pack-list.js';
import { readList } from '../../lib/recordio/list-file.js';
import { done, turn } from './pace.mjs';

const [list, root, resize, quality, workers, turns] = process.argv.slice(2);
const items = await readList(list);
const options = {
  ...PACK_DEFAULTS,
  resize: Number(resize),
  quality: Number(quality),
  numThread: Number(workers),
};
for (let i = 0; i < Number(turns); i++) {
  await turn();
  const before = process.cpuUsage();
  const { records } = await packList(list.replace(/\.lst$/, '-ours.rec'), items, root, options);
  const { user, system } = process.cpuUsage(before);
  done({ images: records, processor: (user + system) / 1e6 });
}
