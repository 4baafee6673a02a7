/** Work with a trace of all that libmxnet does meanwhile. */

import { reporting } from '../checkpoint/output-error.js';
import { requireNoFolder, testWriting } from '../files/atomic-write.js';
import { Profile } from '../runtime/profiler.js';

/**
 * Does work, and writes its trace. libmxnet says nothing when it cannot write one.
 *
 * @param file - none, when it is empty
 * @throws {@link FineTuneError} `ERR_OUTPUT`
 */
export async function profiled<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  if (file === '') return await work();
  await reporting(
    file,
    async () => {
      await testWriting(file);
      await requireNoFolder(file);
    },
    'choose another --profile-worker-suffix',
  );
  const profile = await Profile.start(file);
  try {
    return await work();
  } finally {
    await profile.stop();
  }
}
