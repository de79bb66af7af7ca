// A field for a one-time code, with the keyboard that fits it. After a refusal the code is marked, so that typing
// replaces it.

import { TextInput } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";

/** Types whose code is not made of digits: phones should show their whole keyboard. */
const wordy: readonly string[] = ["pw", "yubikey", "yubico", "spass", "motp"];

type CodeFieldProps = {
  readonly name: string;
  readonly label: string;
  readonly description?: ReactNode;
  /** Of the token; undefined for a code of any kind. */
  readonly type: string | undefined;
  /** Whether it takes the focus when it appears; after a failure it always does. */
  readonly takeFocus?: boolean;
  readonly failures?: number;
  readonly required?: boolean;
};

export function CodeField(props: CodeFieldProps) {
  const { type, takeFocus = false, failures = 0, required = true, description } = props;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!takeFocus && failures === 0) return;
    field.current?.focus();
    field.current?.select();
  }, [failures, takeFocus]);
  const words = type === undefined || wordy.includes(type);
  return (
    <TextInput
      ref={field}
      name={props.name}
      label={props.label}
      description={description}
      inputMode={words ? "text" : "numeric"}
      autoComplete={words ? "off" : "one-time-code"}
      autoCapitalize="none"
      autoCorrect="off"
      data-autofocus={takeFocus || undefined}
      spellCheck={false}
      required={required}
    />
  );
}
