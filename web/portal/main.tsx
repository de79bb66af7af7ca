// The self-service portal.

import "../shared/theme/mantine-styles.ts";
import { AppProvider, makeQueryClient } from "../shared/app/app-provider.tsx";
import { start } from "../shared/app/start.tsx";
import { LoginScreen } from "./screens/login/login-screen.tsx";
import { PortalProvider, usePortal } from "./session/portal-context.tsx";
import { SignedIn } from "./signed-in.tsx";

function Portal() {
  const { session } = usePortal();
  return session.at === "out" ? <LoginScreen /> : <SignedIn />;
}

start(
  <AppProvider queries={makeQueryClient()}>
    <PortalProvider>
      <Portal />
    </PortalProvider>
  </AppProvider>,
);
