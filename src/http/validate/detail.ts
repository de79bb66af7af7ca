// The `detail` of answers under /validate: what a challenge shows, and what policies add (contract 06 sections 4 and 5).

import type { CheckOutcome, OpenQuestion } from "../../core/check/request.ts";
import { policyUser } from "../../core/check/situation.ts";
import { readFlag, text } from "../../core/fields.ts";
import { type Circumstances, namesAction, type Ruling, rule } from "../../core/policy/rule.ts";
import type { Token } from "../../core/token.ts";
import { addressOf } from "../../operations/users.ts";
import type { Call, Reply } from "../call.ts";
import { pictureWanted, qrImg, qrPng, qrReply } from "../qr-image.ts";

export type Detail = { readonly [key: string]: unknown };

export function detailOf(outcome: CheckOutcome, call: Call): Detail | undefined {
  if (outcome.kind === "challenged") return challengeDetail(outcome, call);
  if (outcome.kind === "rejected") return outcome.detail;
  return mergeDetail(authInfo(outcome, call), offlineDetail(outcome, call));
}

type Accepted = Extract<CheckOutcome, { kind: "accepted" }>;

function authInfo(outcome: Accepted, call: Call): Detail | undefined {
  if (outcome.token === undefined || !wantsAuthInfo(call)) return undefined;
  const parts = [
    ["pin_length", outcome.pinLength],
    ["otp_length", outcome.otpLength],
  ];
  const pinFirst = call.world.store.settings().config.get("PrependPin")?.value.toLowerCase() !== "false";
  return { auth_info: pinFirst ? parts : parts.toReversed() };
}

/** Asked for with `use_offline`, and only where the policy support_offline lists the type. */
function offlineDetail({ token }: Accepted, call: Call): Detail | undefined {
  if (token === undefined || readFlag(text(call.fields, "use_offline") ?? "") !== true) return undefined;
  const info = offlineInfo(token, call);
  const type = call.world.types.get(token.type)?.spelling ?? token.type;
  return info === undefined ? undefined : { offline: { serial: token.serial, type, offline_info: info } };
}

export function offlineInfo(token: Token, { world, origin }: Call): Detail | undefined {
  const { policies } = world.store.settings();
  const place = { realm: token.realms[0], client: origin.client, at: origin.at };
  const listed = rule(policies, { user: undefined, ...place }).authentication.support_offline ?? "";
  const types = String(listed).toLowerCase().split(/\s+/);
  return types.includes(token.type) ? world.types.get(token.type)?.offline?.(token) : undefined;
}

function wantsAuthInfo({ fields }: Call): boolean {
  return readFlag(text(fields, "auth_info") ?? "") === true;
}

export function challengeDetail(outcome: Extract<CheckOutcome, { kind: "challenged" }>, call: Call): Detail {
  const [only, ...more] = outcome.questions;
  if (only !== undefined && more.length === 0) return oneQuestion(only, call);
  return {
    challenges: Object.fromEntries(
      outcome.questions.map((each) => [each.token.serial, oneQuestion(each, call)]),
    ),
    transactionid: outcome.transactionId,
    message: "Multiple challenges submitted.",
  };
}

function oneQuestion({ token, challenge, detail }: OpenQuestion, call: Call): Detail {
  return {
    transactionid: challenge.transactionId,
    message: challenge.message,
    ...withPictures(detail),
    linotp_tokenserial: token.serial,
    linotp_tokentype: call.world.types.get(token.type)?.spelling ?? token.type,
    linotp_tokendescription: token.description,
  };
}

/** What there is to scan is shown as a QR code, too (contract 03, ocra2). */
function withPictures(detail: Detail): Detail {
  const { ocraurl } = detail;
  if (typeof ocraurl !== "object" || ocraurl === null || !("value" in ocraurl)) return detail;
  return { ...detail, ocraurl: { ...ocraurl, img: qrImg(String(ocraurl.value), { width: "250" }) } };
}

/** What policies `detail_on_success` and `detail_on_fail` add, or undefined. */
export function policyDetail(outcome: CheckOutcome, call: Call): Detail | undefined {
  if (outcome.kind !== "accepted")
    return failureDetail(call, outcome.kind === "rejected" ? outcome.sentence : "challenge created");
  const { policies } = call.world.store.settings();
  if (!namesAction(policies, "authorization", "detail_on_success")) return undefined;
  const { user } = outcome;
  const { detail_on_success } = rulingAt(
    call,
    user === undefined ? undefined : policyUser(user),
  ).authorization;
  return detail_on_success ? successDetail(outcome, call) : undefined;
}

/** `error`: what the audit entry says, as far as it says anything. */
export function failureDetail(call: Call, error: string): Detail | undefined {
  const settings = call.world.store.settings();
  if (!namesAction(settings.policies, "authorization", "detail_on_fail")) return undefined;
  const named = addressOf(call.fields, settings);
  const user = named === undefined ? undefined : { ...named, info: {} };
  return rulingAt(call, user).authorization.detail_on_fail ? { error } : undefined;
}

function rulingAt({ world, origin }: Call, user: Circumstances["user"]): Ruling {
  const at = { user, realm: user?.realm, client: origin.client, at: origin.at };
  return rule(world.store.settings().policies, at);
}

function successDetail(
  { user, token }: Extract<CheckOutcome, { kind: "accepted" }>,
  { world }: Call,
): Detail {
  const info =
    user === undefined
      ? null
      : Object.fromEntries(Object.entries(user.info).map(([key, value]) => [key, value || null]));
  const realm = user === undefined ? undefined : world.store.settings().realms.get(user.realm);
  return {
    user: info,
    realm: user?.realm ?? null,
    is_linotp_admin: realm === undefined ? null : realm.admin,
    tokentype: token === undefined ? null : (world.types.get(token.type)?.spelling ?? token.type),
    serial: token?.serial ?? null,
  };
}

/** Policy entries are merged into a detail that is there already; both absent stays absent. */
export function mergeDetail(detail: Detail | undefined, added: Detail | undefined): Detail | undefined {
  return detail === undefined ? added : { ...detail, ...added };
}

/** With the parameter `qr` the message of a question is shown as a picture (contract 01 section 2). */
export function asPicture(detail: Detail | undefined, { fields }: Call): Reply | undefined {
  const picture = pictureWanted(fields);
  const message = detail?.["message"];
  if (picture === undefined || typeof message !== "string" || qrPng(message) === undefined) return undefined;
  return qrReply({ ...picture, text: message, detail: detail ?? {}, audit: "written" });
}
