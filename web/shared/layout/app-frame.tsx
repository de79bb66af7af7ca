// The frame of every page: skip link, header with mark and places to go, main content, footer.

import { IconMenu2, IconX } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import { useSharedTexts } from "../language/language-provider.tsx";
import styles from "./app-frame.module.css";
import { ProductMark } from "./product-mark.tsx";
import { SettingsMenu } from "./settings-menu.tsx";

export type Place = {
  readonly href: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly current: boolean;
};

type AppFrameProps = {
  /** What this app is, beside the product's name: "Self-service". */
  readonly area: string;
  readonly home: string;
  readonly places?: readonly Place[];
  /** Name of the navigation for screen readers; needed where there are places. */
  readonly placesLabel?: string;
  /** "top" for two or three places, "side" for more: on a small screen these wait behind a button. */
  readonly navigation?: "top" | "side";
  readonly account?: { readonly name: string; readonly onSignOut: () => void };
  readonly footer?: ReactNode;
  /** "narrow" is one column to read or fill in, "wide" the whole width. */
  readonly width?: "narrow" | "medium" | "wide";
  readonly children: ReactNode;
};

export function AppFrame(props: AppFrameProps) {
  const texts = useSharedTexts();
  const main = useRef<HTMLElement>(null);
  const places = props.places ?? [];
  const [open, setOpen] = useState(false);
  const folds = props.navigation === "side" && places.length > 0;
  // A button, because a link to #main would change the address that the pages' own addresses live in.
  return (
    <div className={styles.frame} data-navigation={props.navigation ?? "top"}>
      <button type="button" className={styles.skip} onClick={() => main.current?.focus()}>
        {texts.skipToContent}
      </button>
      <header className={styles.header}>
        <div className={styles.bar}>
          <a className={styles.mark} href={props.home}>
            <ProductMark />
            <span>
              <span className={styles.product}>{texts.product}</span>
              <span className={styles.area}>{props.area}</span>
            </span>
          </a>
          <div className={styles.tools}>
            {folds && <Unfold open={open} onToggle={() => setOpen(!open)} />}
            <SettingsMenu {...(props.account === undefined ? {} : { account: props.account })} />
          </div>
        </div>
      </header>
      {places.length > 0 && (
        <Places
          places={places}
          label={props.placesLabel ?? ""}
          folded={folds && !open}
          onGo={() => setOpen(false)}
        />
      )}
      <main className={styles.main} id="main" ref={main} tabIndex={-1}>
        <div className={styles.content} data-width={props.width ?? "medium"}>
          {props.children}
        </div>
      </main>
      {props.footer !== undefined && <footer className={styles.footer}>{props.footer}</footer>}
    </div>
  );
}

const placesId = "places";

/** Only seen where the places do not fit beside the page. */
function Unfold(props: { readonly open: boolean; readonly onToggle: () => void }) {
  const texts = useSharedTexts();
  const Icon = props.open ? IconX : IconMenu2;
  return (
    <button
      type="button"
      className={styles.unfold}
      aria-expanded={props.open}
      aria-controls={placesId}
      onClick={props.onToggle}
    >
      <Icon size={22} aria-hidden />
      {texts.places}
    </button>
  );
}

type PlacesProps = {
  readonly places: readonly Place[];
  readonly label: string;
  /** Waits behind the button, on a small screen. */
  readonly folded: boolean;
  readonly onGo: () => void;
};

function Places(props: PlacesProps) {
  return (
    <nav className={styles.places} id={placesId} aria-label={props.label} data-folded={props.folded}>
      <ul>
        {props.places.map((place) => (
          <li key={place.href}>
            <a href={place.href} aria-current={place.current ? "page" : undefined} onClick={props.onGo}>
              {place.icon}
              {place.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
