// For a person without a token: what to do now, in a few sentences.

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { InfoNote } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import type { Context } from "../../api/read-context.ts";
import { addresses } from "../../places.ts";
import { useTexts } from "../../texts/texts.ts";
import { mayAdd } from "../add-token/kinds.ts";
import { cameByRollout } from "./came-by-rollout.ts";
import styles from "./tokens.module.css";

export function Welcome(props: { readonly context: Context }) {
  const texts = useTexts();
  const { context } = props;
  const rollout = cameByRollout(context);
  const sentences = rollout ? texts.tokens.welcomeRollout : texts.tokens.welcomePlain;
  return (
    <Surface>
      <PageTitle title={rollout ? texts.tokens.welcomeTitle : texts.tokens.welcomeTitlePlain} />
      <ol className={styles.sentences}>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
      {mayAdd(context.actions) ? (
        <Button component="a" href={addresses.add} leftSection={<IconPlus size={20} aria-hidden />}>
          {texts.tokens.add}
        </Button>
      ) : (
        <InfoNote>{texts.tokens.noneAllowed}</InfoNote>
      )}
    </Surface>
  );
}
