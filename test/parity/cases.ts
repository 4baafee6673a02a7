/** One set of options for both sides. */

import { join } from 'node:path';

/** Options of `train`, by name. A text that begins with `@` is a file among the inputs; `true` is a switch. */
export type Flags = Readonly<Record<string, string | number | boolean>>;

/** What both sides are told, and in what they differ. */
export interface ParityCase {
  /** A sentence. */
  title: string;
  /** One that `make_inputs.py` makes. @defaultValue `depthwise` */
  network?: string;
  flags?: Flags;
  /** For our command alone. */
  ours?: Flags;
  /** For Python alone. */
  python?: Flags;
  /** Options that our command is not given. */
  untold?: readonly string[];
}

/** The last layer that is kept of each network that `make_inputs.py` makes. */
export const LAST_LAYERS: Readonly<Record<string, string>> = {
  resnet20: 'flatten0',
  vgg: 'drop7',
  lenet: 'tanh3',
  mlp: 'relu2',
  depthwise: 'flatten0',
};

/** The same for networks that are no part of the matrix; for all others it is `flatten0`. */
const OTHER_LAST_LAYERS: Readonly<Record<string, string>> = {
  attributes: 'relu4',
  grey: 'tanh3',
  odd_values: 'tanh3',
  old0: 'tanh3',
  old1: 'tanh3',
};

const COMMON: Flags = {
  'data-train': '@train100.rec',
  'num-examples': 100,
  'num-classes': 3,
  'image-shape': '3,28,28',
  'batch-size': 16,
  'num-epochs': 2,
  'data-nthreads': 1,
  'disp-batches': 2,
  'model-prefix': 'net',
};

/** Small validation sets: one that fills its last batch, for upstream counts padding, and one that does not. */
export const VALIDATED: Flags = { 'data-val': '@val40.rec', loss: 'ce,nll', 'top-k': 2 };
export const VALIDATED_COMPAT: Flags = { ...VALIDATED, 'data-val': '@val48.rec', compat: true };

/** Arguments for Python and for us. */
export function argumentsOf(
  item: ParityCase,
  inputs: string,
): { python: string[]; ours: string[]; prefix: string } {
  const network = item.network ?? 'depthwise';
  const both: Flags = {
    'pretrained-model': `@${network}`,
    'layer-before-fullc': LAST_LAYERS[network] ?? OTHER_LAST_LAYERS[network] ?? 'flatten0',
    ...COMMON,
    ...item.flags,
  };
  const told = Object.entries(both).filter(([name]) => !item.untold?.includes(name));
  return {
    python: texts({ ...both, ...item.python }, inputs),
    ours: texts({ ...Object.fromEntries(told), ...item.ours }, inputs),
    prefix: String(both['model-prefix']),
  };
}

function texts(flags: Flags, inputs: string): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return value ? [`--${name}`] : [];
    const text = String(value);
    return [`--${name}`, text.startsWith('@') ? join(inputs, text.slice(1)) : text];
  });
}
