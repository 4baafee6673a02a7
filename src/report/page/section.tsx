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

/** What {@link Scroll} shows. */
export interface ScrollProps {
  /** What it is, for those who hear it. */
  label: string;
  /** What has to be known to read it. */
  hint?: string;
  /** Whether it is to take no more than a part of the screen's height. */
  isHigh?: boolean;
  children: ComponentChildren;
}

/** What may be wider or higher than the page, and is moved by itself. */
export function Scroll({ label, hint, isHigh = false, children }: ScrollProps): VNode {
  return (
    <>
      {hint !== undefined && <p class="hint">{hint}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <section class={isHigh ? 'scroll high' : 'scroll'} aria-label={label} tabIndex={0}>
        {children}
      </section>
    </>
  );
}
