import assert from 'node:assert/strict';
import { test } from 'node:test';
import { besideBar, DownloadBar } from '../../src/cli/output/download-progress.js';

test('where nobody watches, a line every ten seconds tells how far a file is', () => {
  const lines: string[] = [];
  let now = 0;
  using bar = new DownloadBar({ write: (line) => void lines.push(line) }, undefined, () => now);
  const at = (seconds: number, received: number, total: number | undefined, source = 'a') => {
    now = seconds * 1000;
    bar.show({ source, received, total });
  };
  at(0, 0, 200e6);
  at(9, 50e6, 200e6);
  at(10, 60e6, 200e6);
  at(19, 70e6, 200e6);
  at(20.5, 80e6, 200e6);
  at(21, 200e6, 200e6);
  at(40, 1e6, undefined, 'b');
  at(51, 2.25e6, undefined, 'b');
  assert.deepEqual(lines, [
    '60.0 of 200.0 MB (30 %) are there\n',
    '80.0 of 200.0 MB (40 %) are there\n',
    '2.3 MB are there\n',
  ]);
});

test('lines of the log go on while a bar is drawn', () => {
  const lines: string[] = [];
  const logger = {
    info: (line: string) => void lines.push(line),
    warning: (line: string) => void lines.push(`! ${line}`),
  };
  using bar = new DownloadBar({ write: assert.fail }, undefined);
  const beside = besideBar(logger, bar);
  beside.info('one');
  beside.warning('two');
  assert.deepEqual(lines, ['one', '! two']);
});
