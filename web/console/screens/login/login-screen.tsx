// Signing in to the console.

import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { AppFrame } from "../../../shared/layout/app-frame.tsx";
import { ErrorNote, InfoNote } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { Surface } from "../../../shared/layout/surface.tsx";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./login.module.css";

export function LoginScreen() {
  const texts = useTexts();
  return (
    <AppFrame area={texts.area} home="#/" width="narrow">
      <div className={styles.column}>
        <WhyHere />
        <Surface>
          <PageTitle title={texts.login.title} lead={texts.login.lead} takeFocus={false} />
          <LoginForm />
        </Surface>
        <p className={styles.portal}>
          {texts.login.notHere} <a href="/selfservice/">{texts.login.portal}</a>
        </p>
      </div>
    </AppFrame>
  );
}

function WhyHere() {
  const words = useTexts().login;
  const { session } = useConsole();
  if (session.at !== "out" || session.why === "start") return null;
  if (session.why === "expired") return <ErrorNote what={words.expired} next={words.expiredNext} />;
  return (
    <div role="status">
      <InfoNote>{words.signedOut}</InfoNote>
    </div>
  );
}

function LoginForm() {
  const words = useTexts().login;
  const { server, session, signedIn } = useConsole();
  const deed = useDeed();
  const [refusals, setRefusals] = useState(0);
  const password = useRef<HTMLInputElement>(null);
  const username = useRef<HTMLInputElement>(null);
  const known = session.username;
  useEffect(() => {
    (known === "" ? username : password).current?.focus();
  }, [known]);
  // After a refusal the password is asked anew; the name is probably right.
  useEffect(() => {
    if (refusals > 0) password.current?.select();
  }, [refusals]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get("username") ?? "").trim();
    const given = String(form.get("password") ?? "");
    setRefusals(0);
    void deed.run(async () => {
      if (await server.login(name, given)) signedIn(name);
      else setRefusals((before) => before + 1);
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {refusals > 0 && <ErrorNote key={refusals} what={words.wrong} next={words.wrongNext} />}
        <ConsoleProblem key={deed.failures} problem={deed.problem} />
        <TextInput
          ref={username}
          name="username"
          label={words.username}
          defaultValue={known}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
        />
        <PasswordInput
          ref={password}
          name="password"
          label={words.password}
          autoComplete="current-password"
          required
        />
        <Button type="submit" loading={deed.busy} fullWidth>
          {words.title}
        </Button>
      </Stack>
    </form>
  );
}
