// What a list says when it has nothing to show: why, and what to do about it.

import type { ReactNode } from "react";
import styles from "./empty-state.module.css";

type EmptyStateProps = {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
};

export function EmptyState(props: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {props.icon !== undefined && <div className={styles.icon}>{props.icon}</div>}
      <h2 className={styles.title}>{props.title}</h2>
      {props.children !== undefined && <div className={styles.words}>{props.children}</div>}
      {props.action}
    </div>
  );
}
