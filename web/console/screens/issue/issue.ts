// Issuing a rollout token takes two calls: enrolling it, and limiting it. A token without its limits must not stay.

import { type ApiProblem, problemFrom } from "../../../shared/api/envelope.ts";
import type { Server } from "../../api/server.ts";
import type { Enrolled } from "../../api/token-calls.ts";
import { type Draft, enrollmentOf, validityOf } from "./draft.ts";

export type Issued = {
  readonly draft: Draft;
  readonly enrolled: Enrolled;
  /** Of a `pw` token: the code that the person types. */
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly until: number;
};

export type Outcome =
  | { readonly kind: "issued"; readonly issued: Issued }
  /** Nothing was created. */
  | { readonly kind: "refused"; readonly problem: ApiProblem }
  /** It was created, could not be limited, and was removed again. */
  | { readonly kind: "undone"; readonly problem: ApiProblem }
  /** It could not even be removed: it is there, without limits. */
  | { readonly kind: "left-behind"; readonly problem: ApiProblem; readonly serial: string };

type Calls = Pick<Server, "enroll" | "setValidity" | "removeToken">;
type Moment = { readonly secret: string; readonly now: number };

export async function issue(server: Calls, draft: Draft, { secret, now }: Moment): Promise<Outcome> {
  let enrolled: Enrolled;
  try {
    enrolled = await server.enroll(enrollmentOf(draft, secret));
  } catch (error) {
    return { kind: "refused", problem: problemFrom(error) };
  }
  const { until, ...validity } = validityOf(draft, now);
  try {
    await server.setValidity(enrolled.serial, validity);
  } catch (error) {
    return takeBack(server, enrolled.serial, problemFrom(error));
  }
  return { kind: "issued", issued: { draft, enrolled, secret, until } };
}

async function takeBack(server: Calls, serial: string, problem: ApiProblem): Promise<Outcome> {
  try {
    await server.removeToken(serial);
    return { kind: "undone", problem };
  } catch {
    return { kind: "left-behind", problem, serial };
  }
}
