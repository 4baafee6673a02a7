import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TextSink } from '../../src/cli/io.js';
import { besideBar, DownloadBar } from '../../src/cli/output/download-progress.js';

/** A sink, what was written to it, and a function that shows the state of a file at a time. */
function progress(terminal: Partial<TextSink> = {}) {
  const written: string[] = [];
  let now = 0;
  const bar = new DownloadBar(
    { ...terminal, write: (text: string) => void written.push(text) },
    () => now,
  );
  const at = (seconds: number, received: number, total: number | undefined, source = 'a') => {
    now = seconds * 1000;
    bar.show({ source, received, total });
  };
  return { bar, written, at };
}

test('where nobody watches, a line every ten seconds tells how far a file is', () => {
  const { written, at } = progress();
  at(0, 0, 200e6);
  at(9, 50e6, 200e6);
  at(10, 60e6, 200e6);
  at(19, 70e6, 200e6);
  at(20.5, 80e6, 200e6);
  at(21, 200e6, 200e6);
  at(40, 1e6, undefined, 'b');
  at(51, 2.25e6, undefined, 'b');
  assert.deepEqual(written, [
    '60.0 of 200.0 MB (30 %) are there\n',
    '80.0 of 200.0 MB (40 %) are there\n',
    '2.3 MB are there\n',
  ]);
});

test('on a terminal one line is drawn again and again, and emptied in the end', () => {
  const { written, at } = progress({ isTTY: true, columns: 60 });
  at(0, 100e6, 200e6);
  at(0.1, 101e6, 200e6);
  at(1, 150e6, 200e6);
  at(1.1, 200e6, 200e6);
  assert.deepEqual(written, [
    '\r\u001b[2K[==================------] 150.0 of 200.0 MB (75 %) | 50.0 ',
    '\r\u001b[2K',
  ]);
});

test('lines of the log do not meet the bar', () => {
  const { bar, written, at } = progress({ isTTY: true });
  const logger = besideBar(
    {
      info: (line) => void written.push(`${line}\n`),
      warning: (line) => void written.push(`! ${line}\n`),
    },
    bar,
  );
  at(0, 0, 10e6);
  at(1, 1e6, 10e6);
  logger.info('one');
  logger.warning('two');
  assert.deepEqual(written.slice(1), ['\r\u001b[2K', 'one\n', '! two\n']);
});
