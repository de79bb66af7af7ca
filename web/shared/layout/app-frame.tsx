// The frame of every page: skip link, header with mark and places to go, main content, footer.

import { type ReactNode, useRef } from "react";
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
  /** "top" for two or three places, "side" for more. */
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
            <SettingsMenu {...(props.account === undefined ? {} : { account: props.account })} />
          </div>
        </div>
      </header>
      {places.length > 0 && <Places places={places} label={props.placesLabel ?? ""} />}
      <main className={styles.main} id="main" ref={main} tabIndex={-1}>
        <div className={styles.content} data-width={props.width ?? "medium"}>
          {props.children}
        </div>
      </main>
      {props.footer !== undefined && <footer className={styles.footer}>{props.footer}</footer>}
    </div>
  );
}

function Places(props: { readonly places: readonly Place[]; readonly label: string }) {
  return (
    <nav className={styles.places} aria-label={props.label}>
      <ul>
        {props.places.map((place) => (
          <li key={place.href}>
            <a href={place.href} aria-current={place.current ? "page" : undefined}>
              {place.icon}
              {place.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
