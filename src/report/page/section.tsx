/** A part of a report that can be linked to. */

import type { ComponentChildren, VNode } from 'preact';

/** What {@link Section} shows. */
export interface SectionProps {
  id: string;
  title: string;
  children: ComponentChildren;
}

/** A part with its heading. */
export function Section({ id, title, children }: SectionProps): VNode {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}

/** What may be wider or higher than the page, and is moved by itself. */
export function Scroll({
  label,
  isHigh = false,
  children,
}: {
  label: string;
  /** Whether it is to take no more than a part of the screen's height. */
  isHigh?: boolean;
  children: ComponentChildren;
}): VNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <div class={isHigh ? 'scroll high' : 'scroll'} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
