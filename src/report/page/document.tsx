/** The frame of a report: one file that loads nothing from elsewhere. */

import { createHash } from 'node:crypto';
import type { ComponentChildren, VNode } from 'preact';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';

/** Nothing but what the file itself holds may run or be shown in it. */
const POLICY = [
  "default-src 'none'",
  'img-src data:',
  `script-src '${digestOf(SCRIPT)}'`,
  `style-src '${digestOf(STYLE)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The document without its first line, which names its kind. */
export function Document({
  title,
  children,
}: {
  title: string;
  children: ComponentChildren;
}): VNode {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        {/* Both are constants of this package, and their checksums stand above. */}
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        {children}
        <script dangerouslySetInnerHTML={{ __html: SCRIPT }} />
      </body>
    </html>
  );
}

function digestOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
