// Signing in: loads what the server asks for, then shows the step that the login has come to.

import { useQuery } from "@tanstack/react-query";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { ErrorNote, InfoNote, ProblemNote, Waiting } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import type { PreContext } from "../../api/read-context.ts";
import { PortalFrame } from "../../portal-frame.tsx";
import { usePortal } from "../../session/portal-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { AnswerStep } from "./answer-step.tsx";
import { ChooseStep, NoTokenStep } from "./choose-step.tsx";
import { CredentialsStep } from "./credentials-step.tsx";
import styles from "./login.module.css";
import { useLogin } from "./use-login.ts";

export function LoginScreen() {
  const texts = useTexts();
  const { server } = usePortal();
  const before = useQuery({ queryKey: ["pre-context"], queryFn: server.preContext });
  return (
    <PortalFrame width="narrow" about={before.data}>
      {before.isPending && <Waiting />}
      {before.isError && (
        <>
          <PageTitle title={texts.login.title} takeFocus={false} />
          <ProblemNote problem={problemFrom(before.error)} onRetry={() => void before.refetch()} />
        </>
      )}
      {before.data !== undefined && <Login before={before.data} />}
    </PortalFrame>
  );
}

function Login(props: { readonly before: PreContext }) {
  const login = useLogin();
  const { step } = login.state;
  return (
    <div className={styles.column}>
      {step.at === "credentials" && <WhyHere />}
      <Surface>
        {step.at === "credentials" && <CredentialsStep login={login} before={props.before} />}
        {step.at === "no-token" && <NoTokenStep onRestart={login.restart} />}
        {step.at === "choose" && <ChooseStep login={login} tokens={step.tokens} />}
        {step.at === "answer" && <AnswerStep key={step.token.serial} login={login} step={step} />}
        {step.at === "in" && <Waiting />}
      </Surface>
      {step.at === "credentials" && (props.before.mfaLogin || props.before.threeFields) && <RolloutHelp />}
    </div>
  );
}

function WhyHere() {
  const texts = useTexts();
  const { session } = usePortal();
  if (session.at !== "out" || session.why === "start") return null;
  return session.why === "expired" ? (
    <ErrorNote what={texts.login.expired} next={texts.login.expiredNext} />
  ) : (
    <div role="status">
      <InfoNote>{texts.login.signedOut}</InfoNote>
    </div>
  );
}

function RolloutHelp() {
  const texts = useTexts();
  return (
    <section className={styles.help} aria-labelledby="rollout-help">
      <h2 id="rollout-help">{texts.login.rolloutTitle}</h2>
      <ol>
        {texts.login.rolloutHelp.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
    </section>
  );
}
