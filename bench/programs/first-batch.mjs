// For `node --import`: the command line ends when the first batch has been computed and measured, and says so. Its outputs are
// fetched to be measured, which is seen at the door to the addon.
import { writeSync } from 'node:fs';

const { dlopen } = process;

process.dlopen = (module, ...more) => {
  dlopen.call(process, module, ...more);
  const { Executor, NDArray } = module.exports;
  const { forward } = Executor.prototype;
  const { copyAllTo } = NDArray;
  let isComputing = false;
  Executor.prototype.forward = function (...args) {
    isComputing = true;
    return forward.apply(this, args);
  };
  const value = async (...args) => {
    // Values of the checkpoint are looked at before.
    const isOutput = isComputing;
    const copied = await copyAllTo.apply(NDArray, args);
    if (!isOutput) return copied;
    // Whoever waits for it comes first.
    setImmediate(() => {
      writeSync(1, 'first batch\n');
      process.exit();
    });
    return copied;
  };
  Object.defineProperty(NDArray, 'copyAllTo', { value });
};
