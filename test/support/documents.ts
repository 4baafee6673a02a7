/** The documents as the unit under test. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.js';

/** Documents for people, by their paths in the project. */
export const DOCUMENTS: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md'],
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The text of a document. */
export function textOf(document: string): string {
  return readFileSync(join(ROOT, document), 'utf8');
}

/** The blocks of a document in one language, from the first line to the last. */
export function blocksOf(document: string, language: string): string[] {
  const fenced = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms');
  return [...textOf(document).matchAll(fenced)].map(([, block]) => block as string);
}

/** The block with some words in it. */
export function blockWith(document: string, language: string, words: string): string {
  const block = blocksOf(document, language).find((text) => text.includes(words));
  if (block === undefined) throw new Error(`${document} has no ${language} block with ${words}`);
  return block;
}
