// The registry. Adding a token type is one folder beside this file and one line in this list.

import type { TokenType, TokenTypes } from "../core/token-type.ts";
import { email } from "./email/email.ts";
import { hmac } from "./hmac/hmac.ts";
import { pw } from "./pw/pw.ts";
import { sms } from "./sms/sms.ts";
import { spass } from "./spass/spass.ts";
import { totp } from "./totp/totp.ts";
import { yubikey } from "./yubikey/yubikey.ts";

const list: readonly TokenType[] = [hmac, totp, pw, spass, sms, email, yubikey];

export const tokenTypes: TokenTypes = new Map(list.map((type) => [type.type, type]));
