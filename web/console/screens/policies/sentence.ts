// A policy as one sentence: for whom, from where, when, and what.

import type { PolicyDraft } from "./policy-draft.ts";
import { anyTime } from "./policy-draft.ts";

export type SentenceWords = {
  readonly everybody: string;
  readonly people: (users: string) => string;
  readonly everyRealm: string;
  readonly realms: (realms: string) => string;
  readonly everywhere: string;
  readonly clients: (clients: string) => string;
  readonly always: string;
  readonly times: (times: string) => string;
  readonly off: string;
  readonly whole: (parts: {
    readonly who: string;
    readonly realm: string;
    readonly where: string;
    readonly when: string;
  }) => string;
};

export function sentenceOf(draft: PolicyDraft, words: SentenceWords): string {
  const { user, realm, client, time, active } = draft;
  const isAny = (text: string) => text.trim() === "" || text.trim() === "*";
  const always = isAny(time) || time.trim() === anyTime;
  const sentence = words.whole({
    who: isAny(user) ? words.everybody : words.people(user.trim()),
    realm: isAny(realm) ? words.everyRealm : words.realms(realm.trim()),
    where: isAny(client) ? words.everywhere : words.clients(client.trim()),
    when: always ? words.always : words.times(time.trim()),
  });
  return active ? sentence : `${words.off} ${sentence}`;
}

/** One action as a line below the sentence: what the catalogue says about it, and its value. */
export function actionLine(
  { name, value }: { readonly name: string; readonly value: string },
  help: string,
  not: string,
): string {
  const about = help === "" ? name : help.replace(/\.$/, "");
  if (value === "true") return about;
  if (value === "false") return `${not} ${about}`;
  return `${about}: ${value}`;
}
