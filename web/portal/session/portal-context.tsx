// What every screen of the portal may use: the server's calls, and who is signed in.

import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useReducer,
} from "react";
import { makeApi } from "../../shared/api/client.ts";
import { expiredSessionCookie, readSessionCookie } from "../api/session-cookie.ts";
import { makeUserservice, type Userservice } from "../api/userservice.ts";
import { type SessionState, startSession, stepSession } from "./session-state.ts";

export type Portal = {
  readonly server: Userservice;
  readonly session: SessionState;
  readonly signedIn: (username: string) => void;
  readonly confirmed: (username: string) => void;
  readonly signOut: () => void;
  /** Before a login: whatever an earlier one left half done is forgotten. */
  readonly forget: () => void;
};

const PortalContext = createContext<Portal | undefined>(undefined);

export function usePortal(): Portal {
  const portal = useContext(PortalContext);
  if (portal === undefined) throw new Error("usePortal is used outside PortalProvider.");
  return portal;
}

const currentCookie = () => readSessionCookie(document.cookie);

function forget(): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing outside secure contexts
  document.cookie = expiredSessionCookie;
}

export function PortalProvider(props: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [session, dispatch] = useReducer(stepSession, undefined, () => startSession(currentCookie()));
  const server = useMemo(
    () =>
      makeUserservice(
        makeApi({
          fetch: (input, init) => fetch(input, init),
          proof: () => ({ parameters: { session: currentCookie() || undefined } }),
          language: () => document.documentElement.lang,
          onSessionExpired: () => dispatch({ type: "expired" }),
        }),
      ),
    [],
  );
  // What the server told one person is not shown to the next.
  useEffect(() => {
    if (session.at !== "out") return;
    queries.removeQueries({ queryKey: personal });
    notifications.clean();
  }, [session.at, queries]);
  const signOut = useCallback(() => {
    const left = () => {
      forget();
      dispatch({ type: "signed-out" });
    };
    server.logout().then(left, left);
  }, [server]);
  const portal = useMemo(
    () => ({
      server,
      session,
      signOut,
      forget,
      signedIn: (username: string) => dispatch({ type: "signed-in", username }),
      confirmed: (username: string) => dispatch({ type: "confirmed", username }),
    }),
    [server, session, signOut],
  );
  return <PortalContext value={portal}>{props.children}</PortalContext>;
}

/** First part of the query keys of everything that belongs to one person. */
export const personal = ["personal"] as const;
