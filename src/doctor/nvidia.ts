/** NVIDIA devices and their driver, as the machine shows them without CUDA. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../runtime/run-program.js';
import type { NvidiaDevice } from './diagnosis.js';

const PROC = '/proc/driver/nvidia';

/** Names of devices from compute capability 9.0 on, for drivers that do not tell the number. */
const TOO_NEW = /\b(G?H[128]00|H20|G?B[123]00|GB10|RTX 50\d0|RTX PRO \d{4} Blackwell|Thor)\b/i;

/** The first compute capability that the CUDA 11 builds hold no machine code for. */
const FIRST_TOO_NEW = 9;

/** The driver's version, for example `535.104.05`. */
export function driverVersion(): string | undefined {
  const file = join(PROC, 'version');
  if (!existsSync(file)) return undefined;
  return readFileSync(file, 'utf8').match(/Kernel Module\b.*?\s(\d+\.[\d.]+)\s/)?.[1];
}

/** The devices, from `nvidia-smi`, which comes with the driver, or else from the driver's own files. */
export async function nvidiaDevices(environment: NodeJS.ProcessEnv): Promise<NvidiaDevice[]> {
  const query = ['--query-gpu=name,compute_cap', '--format=csv,noheader'];
  const result = await runProgram('nvidia-smi', query, { environment });
  return result.status === 0 ? parseSmi(result.stdout) : procDevices();
}

/** Whether a device is younger than the builds are. */
export function isTooNew(device: NvidiaDevice): boolean {
  const { name, computeCapability } = device;
  if (computeCapability === undefined) return TOO_NEW.test(name);
  return Number.parseFloat(computeCapability) >= FIRST_TOO_NEW;
}

/** Lines such as `NVIDIA A10G, 8.6`. */
export function parseSmi(text: string): NvidiaDevice[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [name = '', capability = ''] = line.split(',').map((part) => part.trim());
    const known = /^\d+\.\d+$/.test(capability);
    return { name, computeCapability: known ? capability : undefined };
  });
}

function procDevices(): NvidiaDevice[] {
  const folder = join(PROC, 'gpus');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((bus) => {
    const text = readFileSync(join(folder, bus, 'information'), 'utf8');
    const name = text.match(/^Model:\s*(.*)$/m)?.[1] ?? 'an NVIDIA device';
    return { name, computeCapability: undefined };
  });
}
