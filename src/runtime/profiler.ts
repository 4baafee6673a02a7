/** libmxnet's profiler. */

import { callAsync } from '../native/call.js';
import { mxnet } from './library.js';

/**
 * Records every operator, memory allocation and C call until {@link Profile.stop} (`mx.profiler`, MXNet 1.3 and later). There is
 * one profiler in the process.
 */
export class Profile {
  private constructor() {}

  /**
   * Starts recording.
   *
   * @param file - a trace in Chrome's format, written by {@link Profile.stop}
   * @throws {@link MXNetError} `ERR_MXNET_SYMBOL_MISSING` before MXNet 1.3
   */
  static async start(file: string): Promise<Profile> {
    const options = { filename: file, profile_all: 'True', aggregate_stats: 'False' };
    mxnet().setProfilerConfig(Object.keys(options), Object.values(options));
    await callAsync(mxnet().setProfilerState(true));
    return new Profile();
  }

  /** Stops recording and writes the trace; upstream never does either. */
  async stop(): Promise<void> {
    await callAsync(mxnet().setProfilerState(false));
    await callAsync(mxnet().dumpProfile());
  }
}
