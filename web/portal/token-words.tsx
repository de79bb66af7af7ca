// How a token is called and drawn, wherever it appears.

import {
  IconBellRinging,
  IconDeviceMobile,
  IconFingerprint,
  IconHash,
  IconKey,
  IconLetterCase,
  IconMail,
  IconMessage,
  IconQrcode,
  IconTicket,
  IconUsb,
} from "@tabler/icons-react";
import type { Token } from "./api/read-token.ts";
import { type PortalTexts, wordFor } from "./texts/texts.ts";

const icons: Readonly<Record<string, typeof IconKey>> = {
  totp: IconDeviceMobile,
  fido2: IconFingerprint,
  hmac: IconHash,
  motp: IconDeviceMobile,
  push: IconBellRinging,
  qr: IconQrcode,
  sms: IconMessage,
  email: IconMail,
  pw: IconLetterCase,
  yubikey: IconUsb,
  yubico: IconUsb,
};

export function TokenIcon(props: {
  readonly type: string;
  readonly rollout?: boolean;
  readonly size?: number;
}) {
  const Icon = props.rollout === true ? IconTicket : (icons[props.type] ?? IconKey);
  return <Icon size={props.size ?? 24} stroke={1.6} aria-hidden />;
}

export function typeName(type: string, texts: PortalTexts): string {
  return wordFor(texts.types, type);
}

/** What the owner knows it by. A rollout token is "your rollout code", whatever its type and serial number. */
export function tokenName(token: Token, texts: PortalTexts): string {
  if (token.rollout) return texts.login.rolloutName;
  return token.description === "" ? typeName(token.type, texts) : token.description;
}

/** The description that a rollout token gets when nobody wrote one; it says nothing that the name does not. */
const defaultRolloutDescription = "rollout token";

/** Tells tokens of one name apart. */
export function tokenHint(token: Token, texts: PortalTexts): string {
  if (!token.rollout)
    return token.description === "" ? token.serial : `${typeName(token.type, texts)} · ${token.serial}`;
  const own = token.description.toLowerCase() !== defaultRolloutDescription && token.description !== "";
  return own ? token.description : texts.login.rolloutNameHint;
}
