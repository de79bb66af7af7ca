// What is about to be issued.

import { useReach } from "../../access-points/use-reach.ts";
import { personName } from "../../api/read-person.ts";
import { Facts } from "../../parts/facts.tsx";
import { useTexts } from "../../texts/texts.ts";
import { type Draft, isHandedOver } from "./draft.ts";
import styles from "./issue.module.css";

export function Summary({ draft }: { readonly draft: Draft }) {
  const texts = useTexts().issue;
  const { chosen, kind, opens, channel, minutes, uses } = draft;
  const reach = useReach(
    opens === "both" && chosen !== undefined ? { user: chosen.person.login, realm: chosen.realm } : undefined,
  );
  const facts = [
    { label: texts.person, value: chosen === undefined ? texts.notChosen : personName(chosen.person) },
    { label: texts.kind, value: texts.kinds[kind].label },
    { label: texts.opensLabel, value: reach ?? texts.opens[opens].label },
    { label: texts.channel, value: isHandedOver(kind) ? texts.channels[channel].label : "" },
    { label: texts.validity, value: texts.duration(minutes) },
    { label: texts.uses, value: String(uses) },
  ];
  return (
    <div className={styles.overview}>
      <h2 className={styles.title}>{texts.summary}</h2>
      <Facts facts={facts} />
    </div>
  );
}
