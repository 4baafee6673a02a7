// For `node --import`: the command line ends when the first batch has been computed and measured, and says so. It then begins
// with the second one, which is seen at the door to the addon.
import { writeSync } from 'node:fs';

const { dlopen } = process;

process.dlopen = (module, ...more) => {
  dlopen.call(process, module, ...more);
  const { prototype } = module.exports.Executor;
  const { forward } = prototype;
  let batches = 0;
  prototype.forward = function (...args) {
    if (batches++ === 0) return forward.apply(this, args);
    writeSync(1, 'first batch\n');
    return process.exit();
  };
};
