// One numbered step of the form.

import { type ReactNode, useId } from "react";
import { Surface } from "../../../shared/layout/surface.tsx";
import styles from "./issue.module.css";

type StepProps = { readonly number: number; readonly title: string; readonly children: ReactNode };

export function Step({ number, title, children }: StepProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Surface>
        <h2 className={styles.title} id={id}>
          <span className={styles.number} aria-hidden>
            {number}
          </span>
          {title}
        </h2>
        <div className={styles.fields}>{children}</div>
      </Surface>
    </section>
  );
}
