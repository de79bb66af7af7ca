// Username and password, and as policies want it a realm and a code.

import { Button, NativeSelect, PasswordInput, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef } from "react";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import type { PreContext } from "../../api/read-context.ts";
import { CodeField } from "../../code-field.tsx";
import { usePortal } from "../../session/portal-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { LoginProblemNote } from "./login-problem-note.tsx";
import { tidyCode } from "./login-state.ts";
import type { Login } from "./use-login.ts";

type CredentialsStepProps = { readonly login: Login; readonly before: PreContext };

export function CredentialsStep({ login, before }: CredentialsStepProps) {
  const texts = useTexts();
  const { session } = usePortal();
  const password = useRef<HTMLInputElement>(null);
  const username = useRef<HTMLInputElement>(null);
  const known = session.at === "out" ? session.username : "";
  const { failures } = login.state;
  useEffect(() => {
    (known === "" ? username : password).current?.focus();
  }, [known]);
  // After a refusal the password is asked anew; the name is probably right.
  useEffect(() => {
    if (failures > 0) password.current?.select();
  }, [failures]);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    const otp = tidyCode(text("otp"));
    void login.submit({
      username: text("username").trim(),
      password: text("password"),
      ...(before.realmBox ? { realm: text("realm") } : {}),
      ...(otp === "" ? {} : { otp }),
    });
  };
  return (
    <>
      <PageTitle title={texts.login.title} lead={texts.login.lead} takeFocus={false} />
      <form onSubmit={submit}>
        <Stack gap="md">
          <LoginProblemNote state={login.state} />
          <TextInput
            ref={username}
            name="username"
            label={texts.login.username}
            defaultValue={known}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
          <PasswordInput
            ref={password}
            name="password"
            label={texts.login.password}
            autoComplete="current-password"
            required
          />
          {before.threeFields && (
            <CodeField
              name="otp"
              label={texts.login.otp}
              description={texts.login.otpHint}
              type={undefined}
              required={false}
            />
          )}
          {before.realmBox && (
            <NativeSelect
              name="realm"
              label={texts.login.realm}
              data={[...before.realms]}
              defaultValue={before.defaultRealm}
            />
          )}
          <Button type="submit" loading={login.state.busy} fullWidth>
            {texts.login.submit}
          </Button>
        </Stack>
      </form>
    </>
  );
}
