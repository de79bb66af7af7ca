// Which kind of token shall it be?

import { UnstyledButton } from "@mantine/core";
import { IconChevronRight, IconHandGrab } from "@tabler/icons-react";
import { InfoNote } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import type { Context } from "../../api/read-context.ts";
import type { Token } from "../../api/read-token.ts";
import { addresses } from "../../places.ts";
import { useTexts } from "../../texts/texts.ts";
import { TokenIcon, typeName } from "../../token-words.tsx";
import styles from "./add-token.module.css";
import { allowedKinds, limitReached, mayAdd } from "./kinds.ts";
import type { Enrollment } from "./use-enrollment.ts";

type ChooseKindProps = {
  readonly context: Context;
  readonly tokens: readonly Token[];
  readonly enrollment: Enrollment;
};

export function ChooseKind({ context, tokens, enrollment }: ChooseKindProps) {
  const texts = useTexts();
  const kinds = allowedKinds(context.actions).map((kind) => ({
    kind,
    limit: limitReached(kind, tokens, context.tokenLimits),
  }));
  const full = kinds.some(({ limit }) => limit === "all");
  return (
    <>
      <PageTitle
        title={texts.add.title}
        lead={mayAdd(context.actions) ? texts.add.lead : texts.tokens.noneAllowed}
      />
      {full && (
        <div className={styles.above}>
          <InfoNote title={texts.add.limitAll}>{texts.add.limitNext}</InfoNote>
        </div>
      )}
      <ul className={styles.kinds}>
        {kinds.map(({ kind, limit }) => (
          <li key={kind}>
            <UnstyledButton
              className={styles.kind}
              disabled={limit !== undefined}
              onClick={() => enrollment.dispatch({ type: "picked", kind })}
            >
              <span className={styles.kindIcon}>
                <TokenIcon type={kind} size={26} />
              </span>
              <span className={styles.kindWords}>
                <span className={styles.kindName}>{typeName(kind, texts)}</span>
                <span className={styles.kindAbout}>
                  {limit === "kind" ? texts.add.limitType : texts.add.kinds[kind]}
                </span>
              </span>
              <IconChevronRight size={20} aria-hidden />
            </UnstyledButton>
          </li>
        ))}
        {context.actions.includes("assign") && <TakeCard />}
      </ul>
    </>
  );
}

function TakeCard() {
  const words = useTexts().taking;
  return (
    <li>
      <UnstyledButton component="a" className={styles.kind} href={addresses.take}>
        <span className={styles.kindIcon}>
          <IconHandGrab size={26} stroke={1.6} aria-hidden />
        </span>
        <span className={styles.kindWords}>
          <span className={styles.kindName}>{words.card}</span>
          <span className={styles.kindAbout}>{words.cardAbout}</span>
        </span>
        <IconChevronRight size={20} aria-hidden />
      </UnstyledButton>
    </li>
  );
}
