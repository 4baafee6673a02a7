/** A real browser without a window. */

import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { ROOT } from './paths.js';

/** Another Chromium than that of npm's package, which is one for Linux on x86-64. */
const VARIABLE = 'MXNET_FINETUNE_TEST_CHROMIUM';

/** Nothing of a graphics card, and no sandbox, which root and containers do not have. */
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'];

/** Starts the browser; it ends with the test. */
export async function startBrowser(test: TestContext): Promise<Browser> {
  const named = process.env[VARIABLE];
  const browser = await chromium.launch(
    named ? { executablePath: named, args: ARGUMENTS } : { ...unpacked(), args: ARGUMENTS },
  );
  test.after(() => browser.close());
  return browser;
}

/** The browser of the package, with the libraries and the font that it brings, unpacked once into `out/`. */
function unpacked(): { executablePath: string; env: Record<string, string> } {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`name a Chromium for this machine with ${VARIABLE}`);
  }
  const packed = packageFolder();
  const { version } = JSON.parse(readFileSync(join(packed, 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(ROOT, 'out', `chromium-${version}`);
  if (!existsSync(folder)) unpack(packed, folder);
  const fonts = join(folder, 'fonts.xml');
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      ...(process.env as Record<string, string>),
      LD_LIBRARY_PATH: join(folder, 'lib'),
      FONTCONFIG_FILE: fonts,
    },
  };
}

function packageFolder(): string {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  let folder = dirname(entry);
  while (!existsSync(join(folder, 'bin', 'chromium.br'))) folder = dirname(folder);
  return folder;
}

/** Another process never sees half of it. */
function unpack(packed: string, folder: string): void {
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  const making = mkdtempSync(`${folder}-`);
  const read = (name: string) => brotliDecompressSync(readFileSync(join(packed, 'bin', name)));
  writeFileSync(join(making, 'chromium'), read('chromium.br'), { mode: 0o755 });
  for (const name of ['al2023.tar.br', 'fonts.tar.br']) {
    execFileSync('tar', ['-xf', '-', '--no-same-owner', '-C', making], { input: read(name) });
  }
  writeFileSync(
    join(making, 'fonts.xml'),
    `<fontconfig><dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'cache')}</cachedir></fontconfig>`,
  );
  try {
    renameSync(making, folder);
  } catch {
    // Somebody else was faster.
    rmSync(making, { recursive: true });
  }
}
