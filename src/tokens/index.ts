// The registry. Adding a token type is one folder beside this file and one line in this list.

import type { TokenType, TokenTypes } from "../core/token-type.ts";
import { dpw } from "./dpw/dpw.ts";
import { email } from "./email/email.ts";
import { fido2 } from "./fido2/fido2.ts";
import { forward } from "./forward/forward.ts";
import { hmac } from "./hmac/hmac.ts";
import { motp } from "./motp/motp.ts";
import { ocra2 } from "./ocra2/ocra2.ts";
import { push } from "./push/push.ts";
import { pw } from "./pw/pw.ts";
import { qr } from "./qr/qr.ts";
import { radius } from "./radius/radius.ts";
import { remote } from "./remote/remote.ts";
import { sms } from "./sms/sms.ts";
import { spass } from "./spass/spass.ts";
import { totp } from "./totp/totp.ts";
import { u2f } from "./u2f/u2f.ts";
import { voice } from "./voice/voice.ts";
import { yubico } from "./yubico/yubico.ts";
import { yubikey } from "./yubikey/yubikey.ts";

const list: readonly TokenType[] = [
  hmac,
  totp,
  pw,
  spass,
  sms,
  email,
  yubikey,
  motp,
  dpw,
  ocra2,
  u2f,
  fido2,
  radius,
  remote,
  forward,
  yubico,
  voice,
  qr,
  push,
];

export const tokenTypes: TokenTypes = new Map(list.map((type) => [type.type, type]));
