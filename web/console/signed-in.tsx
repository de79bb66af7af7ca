// The console for somebody who is in: the frame, and the page of the address.

import {
  IconAddressBook,
  IconHome,
  IconKey,
  IconListSearch,
  IconSend,
  IconShieldCheck,
  IconTicket,
  IconUsers,
} from "@tabler/icons-react";
import { Redirect, Route, Router, Switch, useLocation } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { AppFrame, type Place } from "../shared/layout/app-frame.tsx";
import type { GlobalRight } from "./api/read-rights.ts";
import { useMay } from "./parts/use-directories.ts";
import { addresses } from "./places.ts";
import { AuditScreen } from "./screens/audit/audit-screen.tsx";
import { DirectoriesScreen } from "./screens/directories/directories-screen.tsx";
import { HomeScreen } from "./screens/home/home-screen.tsx";
import { IssueScreen } from "./screens/issue/issue-screen.tsx";
import { ImportScreen } from "./screens/people/import-screen.tsx";
import { PeopleScreen } from "./screens/people/people-screen.tsx";
import { CheckScreen } from "./screens/policies/check-screen.tsx";
import { PoliciesScreen } from "./screens/policies/policies-screen.tsx";
import { PolicyScreen } from "./screens/policies/policy-screen.tsx";
import { ProvidersScreen } from "./screens/providers/providers-screen.tsx";
import { TokensScreen } from "./screens/tokens/tokens-screen.tsx";
import { useConsole } from "./session/console-context.tsx";
import { useTexts } from "./texts/texts.ts";

export function SignedIn() {
  return (
    <Router hook={useHashLocation}>
      <Framed />
    </Router>
  );
}

const icons = {
  home: IconHome,
  issue: IconTicket,
  tokens: IconKey,
  people: IconUsers,
  policies: IconShieldCheck,
  directories: IconAddressBook,
  providers: IconSend,
  audit: IconListSearch,
} as const;

type PlaceName = keyof typeof icons;

/** Places that are of no use without a right. */
const rightFor: Partial<Record<PlaceName, GlobalRight>> = {
  policies: "system/read",
  directories: "system/read",
  providers: "system/read",
  audit: "audit/view",
};

function Framed() {
  const texts = useTexts();
  const { session, signOut } = useConsole();
  const [path] = useLocation();
  const may = useMay();
  const names = (Object.keys(icons) as readonly PlaceName[]).filter((name) => {
    const needed = rightFor[name];
    return needed === undefined || may(needed);
  });
  const places = names.map((name): Place => {
    const Icon = icons[name];
    const href = addresses[name];
    return {
      href,
      label: texts.places[name],
      icon: <Icon size={20} aria-hidden />,
      current: isAt(path, href.slice(1)),
    };
  });
  return (
    <AppFrame
      area={texts.area}
      home={addresses.home}
      navigation="side"
      width="wide"
      places={places}
      placesLabel={texts.places.label}
      account={{ name: session.username, onSignOut: signOut }}
    >
      <Pages />
    </AppFrame>
  );
}

/** One route for both lists: opening a token must not forget what was filtered. */
const tokensPath = /^\/(?<list>tokens|rollout-tokens)(?:\/(?<serial>[^/]+))?\/?$/;

function isAt(path: string, place: string): boolean {
  if (place === "/tokens") return tokensPath.test(path);
  return path === place || (place !== "/" && path.startsWith(`${place}/`));
}

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

function Pages() {
  return (
    <Switch>
      <Route path="/">
        <HomeScreen />
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
      <Route path="/audit/:what?">
        {(params: Params) => <AuditScreen alarms={params.what === "alarms"} />}
      </Route>
      <Route>
        <Redirect to="/" />
      </Route>
    </Switch>
  );
}
