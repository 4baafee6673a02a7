/** What was installed into a folder, so that damage is noticed later. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Build } from './wheels.js';

/** The file that says so. */
export const MANIFEST_FILE = 'installed.json';

/** The contents of {@link MANIFEST_FILE}. */
export interface Manifest {
  version: string;
  flavour: string;
  wheels: { project: string; version: string; sha256: string }[];
  /** Sizes in bytes by path below the folder. */
  files: Record<string, number>;
}

/** Describes a folder that has just been filled. */
export function describeFolder(folder: string, build: Build): Manifest {
  const files: Record<string, number> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const stats = statSync(join(folder, name));
    if (stats.isFile()) files[name] = stats.size;
  }
  const wheels = build.wheels.map(({ project, version, sha256 }) => ({ project, version, sha256 }));
  return { version: build.version, flavour: build.flavour, wheels, files };
}

/** Whether a folder holds a build with all its files, each as long as it was. */
export function holdsBuild(folder: string, build: Build): boolean {
  const manifest = readManifest(folder);
  if (manifest === undefined) return false;
  const same = manifest.version === build.version && manifest.flavour === build.flavour;
  return (
    same && Object.entries(manifest.files).every(([name, size]) => hasSize(folder, name, size))
  );
}

/** What the folder's manifest says, or `undefined` when there is none that can be read. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    const value = JSON.parse(readFileSync(join(folder, MANIFEST_FILE), 'utf8')) as unknown;
    return isManifest(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is Manifest {
  return typeof value === 'object' && value !== null && 'files' in value && 'flavour' in value;
}

function hasSize(folder: string, name: string, size: number): boolean {
  return statSync(join(folder, name), { throwIfNoEntry: false })?.size === size;
}
