// The registry. Adding a token type is one folder beside this file and one line in this list.

import type { TokenType, TokenTypes } from "../core/token-type.ts";
import { dpw } from "./dpw/dpw.ts";
import { email } from "./email/email.ts";
import { hmac } from "./hmac/hmac.ts";
import { motp } from "./motp/motp.ts";
import { ocra2 } from "./ocra2/ocra2.ts";
import { pw } from "./pw/pw.ts";
import { sms } from "./sms/sms.ts";
import { spass } from "./spass/spass.ts";
import { totp } from "./totp/totp.ts";
import { yubikey } from "./yubikey/yubikey.ts";

const list: readonly TokenType[] = [hmac, totp, pw, spass, sms, email, yubikey, motp, dpw, ocra2];

export const tokenTypes: TokenTypes = new Map(list.map((type) => [type.type, type]));
