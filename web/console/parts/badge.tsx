// A word on a quiet ground that says how something is.

import type { ReactNode } from "react";
import styles from "./badge.module.css";

export type Tone = "good" | "quiet" | "caution" | "bad";

export function Badge(props: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={props.tone}>
      {props.children}
    </span>
  );
}
