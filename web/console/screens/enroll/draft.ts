// The token that is being put together: for whom, of what kind, with what; and what it is called on the wire.

import type { Chosen } from "../../parts/person-picker.tsx";
import { type FieldName, fields, fieldsOf, isFinishedByOwner, isSeeded, type Kind } from "./kinds.ts";

export type Draft = {
  /** Nobody: it can be assigned later. */
  readonly chosen: Chosen | undefined;
  readonly kind: Kind;
  readonly values: Partial<Readonly<Record<FieldName, string>>>;
  readonly pin: string;
  readonly description: string;
  /** It opens nothing but the portal. */
  readonly rollout: boolean;
};

export type DraftEvent =
  | { readonly type: "choose"; readonly chosen: Chosen | undefined }
  | { readonly type: "kind"; readonly kind: Kind }
  | { readonly type: "value"; readonly name: FieldName; readonly value: string }
  | { readonly type: "set"; readonly set: Partial<Pick<Draft, "pin" | "description" | "rollout">> }
  | { readonly type: "again" };

export const emptyDraft: Draft = {
  chosen: undefined,
  kind: "totp",
  values: {},
  pin: "",
  description: "",
  rollout: false,
};

export function stepDraft(draft: Draft, event: DraftEvent): Draft {
  switch (event.type) {
    case "choose":
      return withAddresses({ ...draft, chosen: event.chosen });
    case "kind":
      return withAddresses({ ...draft, kind: event.kind, values: {} });
    case "value":
      return { ...draft, values: { ...draft.values, [event.name]: event.value } };
    case "set":
      return { ...draft, ...event.set };
    case "again":
      return { ...emptyDraft, kind: draft.kind };
  }
}

/** What the directory knows is offered. */
function withAddresses(draft: Draft): Draft {
  const person = draft.chosen?.person;
  if (person === undefined) return draft;
  const { mobile, phone, email } = person;
  return { ...draft, values: { ...draft.values, phone: mobile || phone, email } };
}

export function textOf({ values }: Draft, name: FieldName): string {
  return values[name] ?? fields[name].usual ?? "";
}

export type Lack = FieldName | "person";

/** What is missing or malformed, in the order of the form. */
export function lacksOf(draft: Draft): readonly Lack[] {
  const wrong = fieldsOf[draft.kind].filter((name) => {
    const { required, pattern } = fields[name];
    const value = textOf(draft, name).trim();
    return value === "" ? required === true : pattern?.test(value) === false;
  });
  return draft.kind === "fido2" && draft.chosen === undefined ? ["person", ...wrong] : wrong;
}

/** Whether it can be confined to the portal: what the owner completes there is his own token. */
export function mayBeRollout(kind: Kind): boolean {
  return !isFinishedByOwner(kind);
}

/** Parameters of /admin/init. `random`: twelve characters for a serial, where the server would not tell it. */
export function parametersOf(draft: Draft, random: string): Readonly<Record<string, string>> {
  const { chosen, kind, pin, description, rollout } = draft;
  const own = fieldsOf[kind]
    .map((name) => [fields[name].parameter, textOf(draft, name).trim()] as const)
    .filter(([, value]) => value !== "");
  const given = Object.fromEntries(own);
  return {
    type: kind,
    ...(chosen === undefined ? {} : { user: chosen.person.login, realm: chosen.realm }),
    ...given,
    ...(isSeeded(kind) && given["otpkey"] === undefined ? { genkey: "1" } : {}),
    ...(kind === "yubikey" ? { otplen: "44" } : {}),
    ...(kind === "ocra2" ? { serial: `LSO2${random}` } : {}),
    ...(pin === "" ? {} : { pin }),
    ...(description.trim() === "" ? {} : { description: description.trim() }),
    ...(rollout && mayBeRollout(kind) ? { scope: JSON.stringify({ path: ["userservice"] }) } : {}),
  };
}
