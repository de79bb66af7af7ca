// The owners of several tokens at once: each person is looked up once, and a few at a time.

import type { Owner, Token } from "../../core/token.ts";
import type { User } from "../../core/user.ts";
import { userOf } from "../users.ts";
import type { World } from "../world.ts";

/** The owner as his directory knows him; undefined when there is none, or he cannot be found. */
export type People = (owner: Owner | undefined) => User | undefined;

/** Directories are asked by so many people at once. */
const atOnce = 16;

/** For lists and for the audit trail a directory that does not answer leaves its people without names, unless `refused`. */
export async function peopleOf(
  world: World,
  tokens: readonly Pick<Token, "owner">[],
  outage: "nameless" | "refused" = "nameless",
): Promise<People> {
  const owners = new Map(
    tokens.flatMap(({ owner }) => (owner === undefined ? [] : [[keyOf(owner), owner] as const])),
  );
  const found = new Map<string, User | undefined>();
  const waiting = [...owners];
  for (let start = 0; start < waiting.length; start += atOnce) {
    const some = waiting.slice(start, start + atOnce);
    const answers = await Promise.allSettled(some.map(([, owner]) => userOf(world, owner)));
    answers.forEach((answer, index) => {
      const key = some[index]?.[0] ?? "";
      if (answer.status === "rejected" && outage === "refused") throw answer.reason;
      found.set(key, answer.status === "fulfilled" ? answer.value : undefined);
    });
  }
  return (owner) => (owner === undefined ? undefined : found.get(keyOf(owner)));
}

export function keyOf({ resolver, uid }: Owner): string {
  return `${resolver}\u0000${uid}`;
}
