// A part of a view with its heading.
import type { ComponentChildren } from "preact";

export interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly children?: ComponentChildren;
}

export const Section = ({ id, title, children }: SectionProps) => (
  <section id={id} aria-labelledby={`${id}-h`}>
    <h2 id={`${id}-h`}>{title}</h2>
    {children}
  </section>
);
