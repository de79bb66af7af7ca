// Self-service.

import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import "../shared/theme/mantine-styles.ts";
import { AppProvider, makeQueryClient } from "../shared/app/app-provider.tsx";
import { start } from "../shared/app/start.tsx";
import { AppFrame } from "../shared/layout/app-frame.tsx";
import { PageTitle } from "../shared/layout/page-title.tsx";
import { Surface } from "../shared/layout/surface.tsx";

function Login() {
  return (
    <AppFrame area="Self-service" home="#/" width="narrow">
      <Surface>
        <PageTitle title="Sign in" takeFocus={false} />
        <form onSubmit={(event) => event.preventDefault()}>
          <Stack>
            <TextInput label="Username" name="username" autoComplete="username" />
            <PasswordInput label="Password" name="password" autoComplete="current-password" />
            <Button type="submit">Sign in</Button>
          </Stack>
        </form>
      </Surface>
    </AppFrame>
  );
}

start(
  <AppProvider queries={makeQueryClient()}>
    <Login />
  </AppProvider>,
);
