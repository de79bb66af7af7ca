// The row of fields above a list that narrow it down.

import type { ReactNode } from "react";
import styles from "./filters.module.css";

type FiltersProps = {
  readonly label: string;
  readonly children: ReactNode;
  readonly onSubmit?: () => void;
};

export function Filters({ label, children, onSubmit }: FiltersProps) {
  return (
    <search className={styles.filters}>
      <form
        aria-label={label}
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit?.();
        }}
      >
        {children}
      </form>
    </search>
  );
}
