// What every screen of the console may use: the server's calls, and who is signed in.

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useReducer } from "react";
import { makeApi } from "../../shared/api/client.ts";
import { readCsrfCookie } from "../api/csrf-cookie.ts";
import { makeServer, type Server } from "../api/server.ts";
import { type SessionState, startSession, stepSession } from "./session-state.ts";

export type Console = {
  readonly server: Server;
  readonly session: SessionState;
  readonly signedIn: (username: string) => void;
  readonly signOut: () => void;
};

/** First part of the keys of everything that was read for the one who is signed in. */
export const personal = "personal";

const memory = "latchkey-administrator";
const ConsoleContext = createContext<Console | undefined>(undefined);

export function useConsole(): Console {
  const console = useContext(ConsoleContext);
  if (console === undefined) throw new Error("useConsole is used outside ConsoleProvider.");
  return console;
}

const csrf = () => readCsrfCookie(document.cookie);
const start = () => startSession(csrf(), localStorage.getItem(memory) ?? "");

export function ConsoleProvider(props: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [session, dispatch] = useReducer(stepSession, undefined, start);
  const server = useMemo(
    () =>
      makeServer(
        makeApi({
          fetch: (input, init) => fetch(input, init),
          proof: () => ({ headers: { "x-csrf-token": csrf() } }),
          language: () => document.documentElement.lang,
          onSessionExpired: () => dispatch({ type: "expired" }),
        }),
      ),
    [],
  );
  // What the server told one administrator is not shown to the next.
  useEffect(() => {
    if (session.at === "out") queries.removeQueries({ queryKey: [personal] });
  }, [session.at, queries]);
  const value = useMemo(() => {
    const left = () => dispatch({ type: "signed-out" });
    return {
      server,
      session,
      signOut: () => void server.logout().then(left, left),
      signedIn(username: string) {
        localStorage.setItem(memory, username);
        dispatch({ type: "signed-in", username });
      },
    };
  }, [server, session]);
  return <ConsoleContext value={value}>{props.children}</ConsoleContext>;
}
