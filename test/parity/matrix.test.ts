import { LAST_LAYERS, type ParityCase, VALIDATED, VALIDATED_COMPAT } from './cases.js';
import { sideBySide } from './side-by-side.js';

const OPTIMIZERS = {
  'plain SGD': { lr: 0.02 },
  'SGD with momentum and weight decay': { mom: 0.9, wd: 0.0005, lr: 0.0137 },
  Adam: { optimizer: 'adam', lr: 0.001, wd: 0.0001 },
  NAG: { optimizer: 'nag', mom: 0.9, wd: 0.0001 },
  RMSProp: { optimizer: 'rmsprop', lr: 3e-4, wd: 3e-5 },
};

// The pixels of 0 to 255 make an MLP diverge; both would write the same NaNs.
const SMALLER_PIXELS = { 'rgb-std': '60,61.5,62' };

/** Names with `fc` in kept layers: upstream's filter takes their values away, unless we keep them. */
const WITH_FC = new Set(['vgg', 'mlp']);

function cases(network: string): ParityCase[] {
  const modes = WITH_FC.has(network) ? [VALIDATED, VALIDATED_COMPAT] : [VALIDATED];
  return Object.entries(OPTIMIZERS).flatMap(([optimizer, flags]) =>
    ['local', 'device'].flatMap((store) =>
      modes.map((mode) => ({
        title: `${optimizer} through a ${store} store${mode === VALIDATED_COMPAT ? ', --compat' : ''}`,
        network,
        flags: { ...flags, ...mode, ...SMALLER_PIXELS, 'kv-store': store },
      })),
    ),
  );
}

for (const network of Object.keys(LAST_LAYERS)) {
  sideBySide(`${network} comes out as from Python`, cases(network));
}
