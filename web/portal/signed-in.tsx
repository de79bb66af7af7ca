// The portal for somebody who is in: loads who that is and what is allowed, then shows the page of the address.

import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { Redirect, Route, Router, Switch, useLocation } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { problemFrom } from "../shared/api/envelope.ts";
import type { Place } from "../shared/layout/app-frame.tsx";
import { ProblemNote } from "../shared/layout/notes.tsx";
import type { Context } from "./api/read-context.ts";
import type { Token } from "./api/read-token.ts";
import { LoadingPage } from "./loading-page.tsx";
import { addresses } from "./places.ts";
import { PortalFrame } from "./portal-frame.tsx";
import { pendingSerial } from "./screens/add-token/enrollment-state.ts";
import { type Enrollment, useEnrollment } from "./screens/add-token/use-enrollment.ts";
import { TokensScreen } from "./screens/tokens/tokens-screen.tsx";
import { personal, usePortal } from "./session/portal-context.tsx";
import { type PortalTexts, useTexts } from "./texts/texts.ts";

/** Fetched when somebody goes there. */
const AddScreen = lazy(async () => ({
  default: (await import("./screens/add-token/add-screen.tsx")).AddScreen,
}));
const TakeScreen = lazy(async () => ({
  default: (await import("./screens/take-token/take-screen.tsx")).TakeScreen,
}));
const HistoryScreen = lazy(async () => ({
  default: (await import("./screens/history/history-screen.tsx")).HistoryScreen,
}));

export function SignedIn() {
  const { server, confirmed, session } = usePortal();
  const context = useQuery({ queryKey: [...personal, "context"], queryFn: server.context });
  const enrollment = useEnrollment(context.data);
  const username = context.data?.user.username;
  const unsure = session.at === "unsure";
  useEffect(() => {
    if (unsure && username !== undefined) confirmed(username);
  }, [unsure, username, confirmed]);
  return (
    <Router hook={useHashLocation}>
      <Framed context={context.data}>
        {context.isPending && <Loading />}
        {context.isError && (
          <ProblemNote problem={problemFrom(context.error)} onRetry={() => void context.refetch()} />
        )}
        {context.data !== undefined && <Pages context={context.data} enrollment={enrollment} />}
      </Framed>
    </Router>
  );
}

type PagesProps = { readonly context: Context; readonly enrollment: Enrollment };

function Pages({ context, enrollment }: PagesProps) {
  const [path, go] = useLocation();
  const { state, dispatch } = enrollment;
  const finish = (token: Token) => {
    enrollment.resume(token);
    go("/add");
  };
  // The good news is told once; whoever comes back to the page wants to add another token.
  const told = state.step.at === "done" && path !== "/add";
  useEffect(() => {
    if (told) dispatch({ type: "restart" });
  }, [told, dispatch]);
  return (
    <Suspense fallback={<Loading />}>
      <Switch>
        <Route path="/">
          <TokensScreen context={context} pending={pendingSerial(enrollment.state)} onFinish={finish} />
        </Route>
        <Route path="/add">
          <AddScreen context={context} enrollment={enrollment} />
        </Route>
        {context.actions.includes("assign") && (
          <Route path="/take">
            <TakeScreen context={context} />
          </Route>
        )}
        {context.actions.includes("history") && (
          <Route path="/history">
            <HistoryScreen />
          </Route>
        )}
        <Route>
          <Redirect to="/" />
        </Route>
      </Switch>
    </Suspense>
  );
}

function Loading() {
  const texts = useTexts();
  const [path] = useLocation();
  const titles: Readonly<Record<string, string>> = {
    "/add": texts.add.title,
    "/take": texts.taking.title,
    "/history": texts.history.title,
  };
  return <LoadingPage title={titles[path] ?? texts.tokens.title} />;
}

type FramedProps = { readonly context: Context | undefined; readonly children: React.ReactNode };

function Framed({ context, children }: FramedProps) {
  const texts = useTexts();
  const { signOut } = usePortal();
  const [path] = useLocation();
  return (
    <PortalFrame
      width="medium"
      about={context}
      places={context === undefined ? [] : placesFor(context, path, texts)}
      {...(context === undefined ? {} : { account: { name: context.user.name, onSignOut: signOut } })}
    >
      {children}
    </PortalFrame>
  );
}

function placesFor(context: Context, path: string, texts: PortalTexts): readonly Place[] {
  const tokens = { href: addresses.tokens, label: texts.places.tokens, current: path !== "/history" };
  const history = { href: addresses.history, label: texts.places.history, current: path === "/history" };
  return context.actions.includes("history") ? [tokens, history] : [];
}
