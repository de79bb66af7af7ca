// Which page belongs to which address. A page is fetched when somebody goes to it.

import { lazy, Suspense } from "react";
import { Redirect, Route, Switch } from "wouter";
import { Waiting } from "../shared/layout/notes.tsx";
import { tokensPath } from "./places.ts";

const AccessPointsScreen = lazy(async () => ({
  default: (await import("./screens/access-points/access-points-screen.tsx")).AccessPointsScreen,
}));
const AuditScreen = lazy(async () => ({
  default: (await import("./screens/audit/audit-screen.tsx")).AuditScreen,
}));
const DirectoriesScreen = lazy(async () => ({
  default: (await import("./screens/directories/directories-screen.tsx")).DirectoriesScreen,
}));
const FiguresScreen = lazy(async () => ({
  default: (await import("./screens/figures/figures-screen.tsx")).FiguresScreen,
}));
const HomeScreen = lazy(async () => ({
  default: (await import("./screens/home/home-screen.tsx")).HomeScreen,
}));
const EnrollScreen = lazy(async () => ({
  default: (await import("./screens/enroll/enroll-screen.tsx")).EnrollScreen,
}));
const IssueScreen = lazy(async () => ({
  default: (await import("./screens/issue/issue-screen.tsx")).IssueScreen,
}));
const ImportScreen = lazy(async () => ({
  default: (await import("./screens/people/import-screen.tsx")).ImportScreen,
}));
const PeopleScreen = lazy(async () => ({
  default: (await import("./screens/people/people-screen.tsx")).PeopleScreen,
}));
const CheckScreen = lazy(async () => ({
  default: (await import("./screens/policies/check-screen.tsx")).CheckScreen,
}));
const PoliciesScreen = lazy(async () => ({
  default: (await import("./screens/policies/policies-screen.tsx")).PoliciesScreen,
}));
const PolicyScreen = lazy(async () => ({
  default: (await import("./screens/policies/policy-screen.tsx")).PolicyScreen,
}));
const ProvidersScreen = lazy(async () => ({
  default: (await import("./screens/providers/providers-screen.tsx")).ProvidersScreen,
}));
const TokensScreen = lazy(async () => ({
  default: (await import("./screens/tokens/tokens-screen.tsx")).TokensScreen,
}));

type Params = Readonly<Record<string, string | undefined>>;

/** The parts of an address that name a person; undefined when they are not there. */
function whoIn(params: Params): { readonly realm: string; readonly login: string } | undefined {
  const { realm, login } = params;
  return realm === undefined || login === undefined
    ? undefined
    : { realm: plain(realm), login: plain(login) };
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function Pages() {
  return (
    <Suspense fallback={<Waiting />}>
      <Switch>
        <Route path="/">
          <HomeScreen />
        </Route>
        <Route path="/enroll/:realm?/:login?">
          {(params: Params) => <EnrollScreen who={whoIn(params)} />}
        </Route>
        <Route path="/issue/:realm?/:login?">{(params: Params) => <IssueScreen to={whoIn(params)} />}</Route>
        <Route path={tokensPath}>
          {({ list, serial }: Params) => (
            <TokensScreen
              serial={serial === undefined ? undefined : plain(serial)}
              kind={list === "tokens" ? "" : "rollout"}
            />
          )}
        </Route>
        <Route path="/people/import">
          <ImportScreen />
        </Route>
        <Route path="/people/in/:realm/:login">
          {(params: Params) => <PeopleScreen opened={whoIn(params)} />}
        </Route>
        <Route path="/people">
          <PeopleScreen opened={undefined} />
        </Route>
        <Route path="/policies">
          <PoliciesScreen />
        </Route>
        <Route path="/policies/check">
          <CheckScreen />
        </Route>
        <Route path="/policies/access-points">
          <AccessPointsScreen />
        </Route>
        <Route path="/policies/edit/:name">
          {(params: Params) => <PolicyScreen name={plain(params.name ?? "")} preset={undefined} />}
        </Route>
        <Route path="/policies/new/:scope?/:action?">
          {({ scope, action }: Params) => (
            <PolicyScreen
              name={undefined}
              preset={
                scope === undefined || action === undefined
                  ? undefined
                  : { scope: plain(scope), action: plain(action) }
              }
            />
          )}
        </Route>
        <Route path="/providers">
          <ProvidersScreen />
        </Route>
        <Route path="/directories">
          <DirectoriesScreen />
        </Route>
        <Route path="/figures">
          <FiguresScreen />
        </Route>
        <Route path="/audit/:what?">
          {(params: Params) => <AuditScreen alarms={params.what === "alarms"} />}
        </Route>
        <Route>
          <Redirect to="/" />
        </Route>
      </Switch>
    </Suspense>
  );
}
