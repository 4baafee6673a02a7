/** `inspect`: what a checkpoint is made of. */

import type { CommandModule } from 'yargs';
import type { EpochName } from '../../checkpoint/pointers.js';
import { loadRecipe } from '../../checkpoint/recipe.js';
import { resolveEpoch } from '../../checkpoint/resolve-epoch.js';
import { checkNumber, whole } from '../../finetune/check-numbers.js';
import { DEFAULTS } from '../../finetune/defaults.js';
import { parseImageShape } from '../../finetune/numbers.js';
import {
  type CheckpointDescription,
  describeCheckpoint,
  type LayerDescription,
} from '../../report/describe-checkpoint.js';
import { type GlobalOptions, type Session, writeJson } from '../io.js';
import { yargsOption } from '../options/flag.js';

interface InspectArguments extends GlobalOptions {
  prefix: string;
  epoch?: number | EpochName;
  'image-shape'?: string;
  layers: boolean;
  json: boolean;
}

/** The command of a session. */
export function inspectCommand(session: Session): CommandModule<GlobalOptions, GlobalOptions> {
  return {
    command: 'inspect <prefix>',
    describe: 'show the layers, shapes and head of a checkpoint',
    builder: (yargs) =>
      yargs
        .positional('prefix', { type: 'string', describe: 'prefix of the checkpoint' })
        .option(
          'epoch',
          yargsOption('epoch', {
            group: 'Options:',
            type: 'epoch',
            describe: 'epoch of the checkpoint, or best or last',
            shownDefault: 'last',
          }),
        )
        .option(
          'image-shape',
          yargsOption('image-shape', {
            group: 'Options:',
            type: 'text',
            describe: 'channels, height, width of the input',
            shownDefault: `as saved by training, or ${DEFAULTS.imageShape}`,
          }),
        )
        .option('layers', { type: 'boolean', default: false, describe: 'list every layer' })
        .option('json', { type: 'boolean', default: false, describe: 'one JSON object' }),
    handler: async (parsed) => {
      await inspect(session, parsed as unknown as InspectArguments);
    },
  };
}

async function inspect(session: Session, parsed: InspectArguments): Promise<void> {
  const { prefix, layers, json } = parsed;
  if (typeof parsed.epoch === 'number') checkNumber('--epoch', parsed.epoch, whole(0));
  const epoch = await resolveEpoch(prefix, parsed.epoch ?? 'last');
  const saved = (await loadRecipe(prefix))?.imageShape;
  const shape =
    parsed['image-shape'] === undefined && saved !== undefined
      ? saved
      : parseImageShape('--image-shape', parsed['image-shape'] ?? DEFAULTS.imageShape);
  const description = await describeCheckpoint(prefix, epoch, shape);
  if (json) {
    const { layers: list, ...rest } = description;
    writeJson(session, {
      prefix,
      epoch,
      imageShape: shape,
      ...rest,
      ...(layers && { layers: list }),
    });
    return;
  }
  session.stdout.write(summary(description));
  if (layers) session.stdout.write(layerTable(description.layers));
}

function summary(description: CheckpointDescription): string {
  const { head, headProblem, missing, extra } = description;
  const lines = [
    `network      ${description.symbolFile}`,
    `values       ${description.paramsFile} (${description.arrays} arrays, ${description.bytes} bytes)`,
    `inputs       ${description.inputs.join(', ')}`,
    `outputs      ${description.outputs.join(', ')}`,
    `layers       ${description.layers.length}`,
    `parameters   ${description.parameterCount}`,
    head === undefined
      ? `head         not found: ${headProblem}`
      : `head         ${head.layer} (${head.operator}) after ${head.lastKept}; replacing it drops ${head.parameters.join(', ')}`,
  ];
  if (missing.length > 0) lines.push(`missing      ${missing.join(', ')}`);
  if (extra.length > 0) lines.push(`of no use    ${extra.join(', ')}`);
  return `${lines.join('\n')}\n`;
}

function layerTable(layers: readonly LayerDescription[]): string {
  const rows = layers.map(({ name, operator, outputShape, parameterCount, parameters }) => [
    name,
    operator,
    outputShape?.join('×') ?? '?',
    String(parameterCount),
    parameters.map((array) => `${array.name} ${array.shape.join('×')}`).join(', '),
  ]);
  const table = [['layer', 'operator', 'output', 'parameters', 'arrays'], ...rows];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...table.map((row) => row[i]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `\n${lines.join('\n')}\n`;
}
