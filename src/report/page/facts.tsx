/** Names with values. */

import type { ComponentChildren, VNode } from 'preact';

/** One line: what it is, and what it is like. */
export type Fact = readonly [name: string, value: ComponentChildren];

/** Lines of names and values. */
export function Facts({ facts }: { facts: readonly Fact[] }): VNode {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
