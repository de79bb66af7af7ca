// The administration console.

import "../shared/theme/mantine-styles.ts";
import "./kit-styles.ts";
import { AppProvider, makeQueryClient } from "../shared/app/app-provider.tsx";
import { start } from "../shared/app/start.tsx";
import { LoginScreen } from "./screens/login/login-screen.tsx";
import { ConsoleProvider, useConsole } from "./session/console-context.tsx";
import { SignedIn } from "./signed-in.tsx";

function Console() {
  const { session } = useConsole();
  return session.at === "out" ? <LoginScreen /> : <SignedIn />;
}

start(
  <AppProvider queries={makeQueryClient()}>
    <ConsoleProvider>
      <Console />
    </ConsoleProvider>
  </AppProvider>,
);
