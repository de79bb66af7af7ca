// The console for somebody who is in: the frame, and which places it leads to.

import {
  IconAddressBook,
  IconChartBar,
  IconHome,
  IconKey,
  IconListSearch,
  IconSend,
  IconShieldCheck,
  IconTicket,
  IconUsers,
} from "@tabler/icons-react";
import { Router, useLocation } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { AppFrame, type Place } from "../shared/layout/app-frame.tsx";
import type { GlobalRight } from "./api/read-rights.ts";
import { Pages } from "./pages.tsx";
import { useMay, useMaySomewhere } from "./parts/use-directories.ts";
import { addresses, tokensPath } from "./places.ts";
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
  figures: IconChartBar,
  audit: IconListSearch,
} as const;

type PlaceName = keyof typeof icons;

/** Places that are of no use without one of these rights. */
const rightsFor: Partial<Record<PlaceName, readonly GlobalRight[]>> = {
  policies: ["system/read"],
  directories: ["system/read"],
  providers: ["system/read"],
  figures: ["monitoring/tokens", "monitoring/config", "monitoring/storageEncryption"],
  audit: ["audit/view"],
};

function Framed() {
  const texts = useTexts();
  const { session, signOut } = useConsole();
  const [path] = useLocation();
  const may = useMay();
  const seesReports = useMaySomewhere()("reporting.access/show");
  const names = (Object.keys(icons) as readonly PlaceName[]).filter((name) => {
    const needed = rightsFor[name];
    const isOpen = needed === undefined || needed.some(may);
    return isOpen || (name === "figures" && seesReports);
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

function isAt(path: string, place: string): boolean {
  if (place === "/tokens") return tokensPath.test(path) || path.startsWith("/enroll");
  return path === place || (place !== "/" && path.startsWith(`${place}/`));
}
