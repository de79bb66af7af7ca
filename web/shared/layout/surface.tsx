// A quiet panel that holds what belongs together.

import type { ReactNode } from "react";
import styles from "./surface.module.css";

type SurfaceProps = {
  readonly children: ReactNode;
  /** With a name the panel is a landmark that screen readers can go to. */
  readonly label?: string;
};

export function Surface(props: SurfaceProps) {
  if (props.label === undefined) return <div className={styles.surface}>{props.children}</div>;
  return (
    <section className={styles.surface} aria-label={props.label}>
      {props.children}
    </section>
  );
}
