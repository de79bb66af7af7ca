// Bringing a token's counter back with two consecutive OTPs (contract 02 section 6).

import type { Change } from "../change.ts";
import { readFlag } from "../fields.ts";
import { nobodyOutside } from "../outside.ts";
import { serverKeyOf } from "../server-key.ts";
import { settingReader } from "../server-setting.ts";
import type { State } from "../store.ts";
import type { Token } from "../token.ts";
import type { TokenTypes } from "../token-type.ts";
import { unsealed } from "../unsealed.ts";
import type { Vault } from "../vault.ts";
import type { Step } from "./manage-token.ts";

export interface ResyncGiven {
  readonly otps: readonly [string, string];
  /** What the OTPs answer; absent: the last two questions that the token was asked. */
  readonly questions?: readonly [string, string] | undefined;
  readonly types: TokenTypes;
  readonly vault: Vault;
  readonly now: number;
}

/** Whether any of the tokens fits. Types that cannot be brought back, and tokens without a seed, do not. */
export function resync(tokens: readonly Token[], state: State, given: ResyncGiven): Step<boolean> {
  const reset = readFlag(state.settings.config.get("DefaultResetFailCount")?.value ?? "true") !== false;
  const changes = tokens.flatMap((token): readonly Change[] => {
    const set = found(token, state, given);
    if (set === undefined) return [];
    return [{ kind: "token.update", serial: token.serial, set: reset ? { ...set, failCount: 0 } : set }];
  });
  return { outcome: changes.length > 0, changes };
}

function found(token: Token, state: State, { otps, types, vault, now, questions }: ResyncGiven) {
  const { secret } = token;
  if (secret?.kind !== "sealed") return undefined;
  const { settings } = state;
  const values = { ...unsealed(token, vault), hashMatches: () => false, outside: nobodyOutside };
  const serverKey = serverKeyOf(settings, vault);
  const setting = settingReader(settings, vault);
  const asked = questions ?? lastQuestions(token, state);
  const given = { now, settings, serverKey, setting, questions: asked, ...values };
  return types.get(token.type)?.resync?.(token, otps, given);
}

function lastQuestions({ serial }: Token, { challenges }: State): readonly [string, string] | undefined {
  const [last, before] = challenges
    .filter((each) => each.serial === serial)
    .toSorted((one, other) => other.openedAt - one.openedAt)
    .flatMap(({ data: { challenge } }) => (typeof challenge === "string" ? [challenge] : []));
  return last === undefined || before === undefined ? undefined : [before, last];
}
