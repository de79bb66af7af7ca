// Names and values, one pair per line.

import type { ReactNode } from "react";
import styles from "./facts.module.css";

type Fact = { readonly label: string; readonly value: ReactNode };

/** Pairs whose value is "" or undefined are left out. */
export function Facts(props: { readonly facts: readonly Fact[] }) {
  const told = props.facts.filter(({ value }) => value !== "" && value !== undefined);
  return (
    <dl className={styles.facts}>
      {told.map(({ label, value }) => (
        <div key={label} className={styles.fact}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
