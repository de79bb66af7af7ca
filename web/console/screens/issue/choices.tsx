// A few choices, each with a sentence that says what it means.

import { Radio } from "@mantine/core";
import styles from "./issue.module.css";

type ChoicesProps<Value extends string> = {
  readonly label: string;
  readonly name: string;
  readonly value: Value;
  readonly choices: readonly { readonly value: Value; readonly label: string; readonly hint: string }[];
  readonly onChoose: (value: Value) => void;
};

export function Choices<Value extends string>({
  label,
  name,
  value,
  choices,
  onChoose,
}: ChoicesProps<Value>) {
  const choose = (chosen: string) => {
    const found = choices.find((each) => each.value === chosen);
    if (found !== undefined) onChoose(found.value);
  };
  return (
    <Radio.Group value={value} onChange={choose} name={name} aria-label={label}>
      <div className={styles.choices}>
        {choices.map((each) => (
          <div key={each.value} className={styles.choice} data-chosen={each.value === value}>
            <Radio value={each.value} label={each.label} description={each.hint} />
          </div>
        ))}
      </div>
    </Radio.Group>
  );
}
