// The policy as a sentence, while it is being written.

import { Surface } from "../../../shared/layout/surface.tsx";
import { withNames } from "../../access-points/access-points.ts";
import { useAccessPoints } from "../../access-points/use-access-points.ts";
import type { ActionDefinition } from "../../api/read-policy.ts";
import { useTexts } from "../../texts/texts.ts";
import styles from "./policies.module.css";
import type { PolicyDraft } from "./policy-draft.ts";
import { actionLine, sentenceOf } from "./sentence.ts";

type PreviewProps = { readonly draft: PolicyDraft; readonly definitions: readonly ActionDefinition[] };

export function Preview({ draft, definitions }: PreviewProps) {
  const words = useTexts().policies;
  const points = useAccessPoints();
  const helpOf = (name: string) => definitions.find((each) => each.name === name)?.help ?? "";
  return (
    <Surface label={words.preview}>
      <h2 className={styles.heading}>{words.preview}</h2>
      <p className={styles.preview}>
        {sentenceOf({ ...draft, client: withNames(draft.client, points) }, words.sentence)}
      </p>
      {draft.actions.length === 0 ? (
        <p className={styles.help}>{words.noActions}</p>
      ) : (
        <ul className={styles.lines}>
          {draft.actions.map((action) => (
            <li key={action.name}>
              <code className={styles.code}>{action.name}</code>{" "}
              {actionLine(action, helpOf(action.name), words.not)}
            </li>
          ))}
        </ul>
      )}
    </Surface>
  );
}
