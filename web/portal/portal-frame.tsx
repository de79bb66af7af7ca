// The shared frame as the portal fills it.

import type { ReactNode } from "react";
import { AppFrame, type Place } from "../shared/layout/app-frame.tsx";
import type { PreContext } from "./api/read-context.ts";
import { useTexts } from "./texts/texts.ts";

type PortalFrameProps = {
  readonly width: "narrow" | "medium";
  /** Where the links of the footer come from. */
  readonly about: PreContext | undefined;
  readonly places?: readonly Place[];
  readonly account?: { readonly name: string; readonly onSignOut: () => void };
  readonly children: ReactNode;
};

export function PortalFrame({ about, ...frame }: PortalFrameProps) {
  const texts = useTexts();
  const footer = about !== undefined && hasFooter(about) ? <FooterLinks about={about} /> : undefined;
  return <AppFrame area={texts.area} home="#/" placesLabel={texts.places.label} footer={footer} {...frame} />;
}

function hasFooter(about: PreContext): boolean {
  return `${about.footerText}${about.imprintUrl}${about.privacyUrl}` !== "";
}

function FooterLinks(props: { readonly about: PreContext }) {
  const texts = useTexts();
  const { footerText, imprintUrl, privacyUrl } = props.about;
  return (
    <>
      {footerText !== "" && <span>{footerText}</span>}
      {imprintUrl !== "" && <a href={imprintUrl}>{texts.imprint}</a>}
      {privacyUrl !== "" && <a href={privacyUrl}>{texts.privacy}</a>}
    </>
  );
}
