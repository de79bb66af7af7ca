// More than one token: which is it to be? Or none: then there is no way in.

import { Button, Stack, UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import type { Token } from "../../api/read-token.ts";
import { useTexts } from "../../texts/texts.ts";
import { TokenIcon, tokenHint, tokenName } from "../../token-words.tsx";
import styles from "./login.module.css";
import { LoginProblemNote } from "./login-problem-note.tsx";
import type { Login } from "./use-login.ts";

export function ChooseStep(props: { readonly login: Login; readonly tokens: readonly Token[] }) {
  const texts = useTexts();
  const { login, tokens } = props;
  return (
    <>
      <PageTitle title={texts.login.chooseTitle} lead={texts.login.chooseLead} />
      <Stack>
        <LoginProblemNote state={login.state} />
        <ul className={styles.choices}>
          {tokens.map((token) => (
            <li key={token.serial}>
              <UnstyledButton
                className={styles.choice}
                disabled={login.state.busy}
                onClick={() => void login.choose(token)}
              >
                <TokenIcon type={token.type} rollout={token.rollout} />
                <span className={styles.words}>
                  <span className={styles.name}>{tokenName(token, texts)}</span>
                  <span className={styles.hint}>
                    {token.locked ? texts.login.locked : tokenHint(token, texts)}
                  </span>
                </span>
                <IconChevronRight size={20} aria-hidden />
              </UnstyledButton>
            </li>
          ))}
        </ul>
        <Button variant="subtle" onClick={login.restart}>
          {texts.login.restart}
        </Button>
      </Stack>
    </>
  );
}

export function NoTokenStep(props: { readonly onRestart: () => void }) {
  const texts = useTexts();
  return (
    <>
      <PageTitle title={texts.login.noTokenTitle} lead={texts.login.noTokenNext} />
      <Button variant="default" fullWidth onClick={props.onRestart}>
        {texts.login.restart}
      </Button>
    </>
  );
}
