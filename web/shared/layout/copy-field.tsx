// A value to take along: shown to be read, and copied by a button.

import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useId, useRef, useState } from "react";
import { useSharedTexts } from "../language/language-provider.tsx";
import styles from "./copy-field.module.css";

type CopyFieldProps = {
  readonly label: string;
  readonly value: string;
  /** How it is shown, for example in groups; the value itself is what is copied. */
  readonly shown?: string;
};

const saidMs = 3000;

export function CopyField(props: CopyFieldProps) {
  const texts = useSharedTexts();
  const id = useId();
  const value = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), saidMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    // The clipboard is missing outside secure contexts: then the text is marked, ready for the keyboard.
    const done = navigator.clipboard?.writeText(props.value) ?? Promise.reject(new Error("no clipboard"));
    done.then(
      () => setCopied(true),
      () => value.current !== null && getSelection()?.selectAllChildren(value.current),
    );
  };
  return (
    <div className={styles.field}>
      <span className={styles.label} id={id}>
        {props.label}
      </span>
      <div className={styles.row}>
        <code className={styles.value} ref={value}>
          {props.shown ?? props.value}
        </code>
        <Button
          variant="default"
          onClick={copy}
          aria-describedby={id}
          leftSection={copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}
        >
          {copied ? texts.copied : texts.copy}
        </Button>
      </div>
      <span className={styles.spoken} role="status">
        {copied ? texts.copied : ""}
      </span>
    </div>
  );
}
