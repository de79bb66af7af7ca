// The second proof: a code to type, a device to confirm on, or whichever comes first.

import { Button, Stack } from "@mantine/core";
import type { FormEvent } from "react";
import { Waiting } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { QrImage } from "../../../shared/layout/qr-image.tsx";
import type { Token } from "../../api/read-token.ts";
import { CodeField } from "../../code-field.tsx";
import { PasskeyButton } from "../../passkey-button.tsx";
import { type PortalTexts, useTexts } from "../../texts/texts.ts";
import { tokenName } from "../../token-words.tsx";
import { LoginProblemNote } from "./login-problem-note.tsx";
import type { LoginStep } from "./login-state.ts";
import type { Login } from "./use-login.ts";

type AnswerStepProps = {
  readonly login: Login;
  readonly step: Extract<LoginStep, { readonly at: "answer" }>;
};

export function AnswerStep({ login, step }: AnswerStepProps) {
  const texts = useTexts();
  const { challenge, token, tokens } = step;
  const rejected = login.state.problem?.kind === "rejected";
  return (
    <>
      <PageTitle {...titleOf(step, texts)} takeFocus={!challenge.offline} />
      <Stack>
        <LoginProblemNote state={login.state} />
        {challenge.transactionData !== "" && (
          <QrImage text={challenge.transactionData} label={texts.login.scanQr} />
        )}
        {challenge.online && !rejected && <Waiting text={texts.login.waiting} />}
        {challenge.signRequest !== undefined ? (
          <PasskeyForm login={login} request={challenge.signRequest} />
        ) : (
          challenge.offline && <CodeForm login={login} token={token} />
        )}
        {tokens.length > 1 && (
          <Button variant="subtle" disabled={login.state.busy} onClick={() => void login.otherToken()}>
            {texts.login.otherToken}
          </Button>
        )}
        <Button variant="subtle" onClick={login.restart}>
          {texts.login.restart}
        </Button>
      </Stack>
    </>
  );
}

function PasskeyForm(props: { readonly login: Login; readonly request: object }) {
  const texts = useTexts();
  const { login, request } = props;
  return (
    <PasskeyButton
      label={texts.passkey.sign}
      busy={login.state.busy}
      onClick={() => void login.sign(request)}
    />
  );
}

function CodeForm(props: { readonly login: Login; readonly token: Token }) {
  const texts = useTexts();
  const { login, token } = props;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void login.answer(String(new FormData(event.currentTarget).get("otp") ?? ""));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <CodeField
          name="otp"
          label={codeLabel(token, texts)}
          type={token.rollout ? undefined : token.type}
          takeFocus
          failures={login.state.failures}
        />
        <Button type="submit" loading={login.state.busy} fullWidth>
          {texts.login.submitCode}
        </Button>
      </Stack>
    </form>
  );
}

function codeLabel(token: Token, texts: PortalTexts): string {
  if (token.rollout) return texts.login.rolloutCodeLabel;
  return token.type === "pw" ? texts.login.secretLabel : texts.login.codeLabel;
}

/** Types that send their codes. */
const sending: readonly string[] = ["sms", "email"];

function titleOf({ challenge, token }: AnswerStepProps["step"], texts: PortalTexts) {
  const name = tokenName(token, texts);
  if (challenge.signRequest !== undefined) {
    return { title: texts.passkey.signTitle, lead: texts.passkey.signLead(name) };
  }
  if (!challenge.offline) return { title: texts.login.waitingTitle, lead: texts.login.waitingLead(name) };
  if (token.rollout) return { title: texts.login.rolloutCodeTitle, lead: texts.login.rolloutCodeLead };
  const lead = sending.includes(token.type) ? texts.login.sent(name) : texts.login.codeLead(name);
  return { title: texts.login.codeTitle, lead };
}
