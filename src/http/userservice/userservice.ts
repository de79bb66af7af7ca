// /userservice/*: logging in to the self-service portal, what its pages need to know, and trying a token out (contract 07).

import { policyUser } from "../../core/check/situation.ts";
import { missing, optional, text } from "../../core/fields.ts";
import { type Ruling, rule } from "../../core/policy/rule.ts";
import { Refusal } from "../../core/problem.ts";
import type { Session } from "../../core/session.ts";
import {
  answerChallenge,
  type LoginOutcome,
  logIn,
  logOut,
  type SecondStep,
  showSecondFactor,
} from "../../operations/authentication/login.ts";
import { findSession, portalCookie, type Ticket } from "../../operations/authentication/portal-session.ts";
import { portalUser } from "../../operations/authentication/portal-user.ts";
import { userOf } from "../../operations/users.ts";
import type { Call, Cookie, Handler, Reply, Route } from "../call.ts";
import { toWire } from "../problems.ts";
import { succeed } from "../reply.ts";
import { challengeDetail } from "../validate/detail.ts";
import { loginRow } from "../wire.ts";
import { withOutage } from "../wire-resolver.ts";
import { portalContext, publicContext, userShown } from "./context.ts";
import { legacyLogin } from "./legacy-login.ts";
import { ocraRoutes } from "./ocra.ts";
import { passkeyRoutes } from "./passkeys.ts";
import { progressOf, shownInPortal } from "./reply-mode.ts";
import { verifyToken } from "./verify.ts";

const login: Handler = async (call) => {
  const session = await loginSession(call);
  if (session === undefined) return await credentialsStep(call);
  if (session.state === "authenticated") return no(call, "already logged in");
  const step: SecondStep = {
    session,
    otp: text(call.fields, "otp"),
    serial: optional(call.fields, "serial"),
    text: text(call.fields, "data"),
    parameters: call.fields,
    origin: call.origin,
  };
  const triggered = session.state === "challenge_triggered";
  return answer(
    triggered ? await answerChallenge(call.world, step) : await showSecondFactor(call.world, step),
    call,
  );
};

async function credentialsStep(call: Call): Promise<Reply> {
  const named = await portalUser(call.world, call.fields);
  const password = text(call.fields, "password");
  if (named === undefined || password === undefined) return no(call, "Missing parameter: login or password");
  return answer(
    await logIn(call.world, { ...named, password, otp: text(call.fields, "otp") }, call.origin),
    call,
  );
}

/** A stale cookie counts for nothing: the login starts over. */
async function loginSession({ world, cookies, fields, origin }: Call): Promise<Session | undefined> {
  return await findSession(world, {
    cookie: cookies[portalCookie],
    parameter: text(fields, "session"),
    client: origin.client,
  });
}

function answer(outcome: LoginOutcome, call: Call): Reply {
  switch (outcome.kind) {
    case "authenticated":
      return succeed(true, { id: 0, cookies: [cookieFor(outcome.ticket)], audit: "written" });
    case "second-factor":
      return succeed(false, {
        id: 0,
        cookies: [cookieFor(outcome.ticket)],
        audit: "written",
        detail: {
          message: "credential verified - additional authentication parameter required",
          tokenList: outcome.tokens.map((token) =>
            loginRow(token, { types: call.world.types, settings: call.world.store.settings() }),
          ),
        },
      });
    case "challenged":
      return challenged(outcome, call);
    case "enter-otp":
      return succeed(false, { id: 0, detail: { message: "Please enter your otp", replyMode: ["offline"] } });
    case "pending":
      return pending(outcome);
    case "refused":
      return succeed(false, { id: 0, audit: "written" });
  }
}

function challenged({ outcome, ticket }: Extract<LoginOutcome, { kind: "challenged" }>, call: Call): Reply {
  const detail = challengeDetail(outcome, call);
  const cookies = ticket === undefined ? {} : { cookies: [cookieFor(ticket)] };
  if ("challenges" in detail) return succeed(false, { id: 0, ...cookies, audit: "written", detail });
  const { transactionid, ...rest } = shownInPortal(detail, outcome.questions[0]?.token.type ?? "");
  const renamed = { ...rest, transactionId: transactionid };
  return succeed(false, { id: 0, ...cookies, audit: "written", detail: renamed });
}

function pending({ challenge, ticket }: Extract<LoginOutcome, { kind: "pending" }>): Reply {
  if (challenge === undefined) return succeed(false, { id: 0, audit: "written" });
  const cookies = ticket === undefined ? {} : { cookies: [cookieFor(ticket)] };
  const detail = progressOf(challenge);
  return succeed(ticket !== undefined, { id: 1, audit: "written", detail, ...cookies });
}
/** The portal reads it with a script and sends it back as `session`: that is its protection against forged requests. */
function cookieFor({ value, session }: Ticket): Cookie {
  return { name: portalCookie, value, expiresAt: session.expiresAt, httpOnly: false };
}

const logout: Handler = async (call) => {
  const cookie = call.cookies[portalCookie];
  const session = await findSession(call.world, { cookie, parameter: cookie, client: call.origin.client });
  await logOut(call.world, session, call.origin);
  const cleared: Cookie = { name: portalCookie, value: "", expiresAt: 0, httpOnly: false };
  return succeed(true, { id: 0, cookies: [cleared], audit: "written" });
};

const preContext: Handler = async (call) => succeed(true, { detail: publicContext(call), audit: "none" });

const context: Handler = async (call) => {
  const session = sessionOf(call);
  return succeed(true, {
    detail: await portalContext(call, session, await rulingOf(call, session)),
    audit: "none",
  });
};

/** Keeps no audit, like context. */
const userinfo: Handler = async (call) =>
  succeed(await userShown(call, sessionOf(call)), { id: 0, audit: "none" });

const verify: Handler = async (call) => {
  const session = sessionOf(call);
  const ruling = await rulingOf(call, session);
  if (!ruling.selfservice.verify) {
    throw new Refusal({
      code: "forbidden",
      message: "The policy settings do not allow you to issue this request!",
    });
  }
  return await verifyToken(call, session);
};

function sessionOf({ session }: Call): Session {
  if (session === undefined) throw missing("session");
  return session;
}

async function rulingOf({ world, origin }: Call, session: Session): Promise<Ruling> {
  const user = await userOf(world, session.owner, session.realm);
  return rule(world.store.settings().policies, {
    user: user === undefined ? undefined : policyUser(user),
    realm: session.realm,
    client: origin.client,
    at: origin.at,
  });
}

/** At the login a refusal looks like a wrong password; the audit entry holds the reason. */
function no(call: Call, info: string): Reply {
  const named = call.fields.get("login") ?? call.fields.get("username");
  const user =
    typeof named === "string" ? named.slice(0, 255).replaceAll("\u0000", "\uFFFD").toWellFormed() : "";
  return succeed(false, { id: 0, audit: { success: false, info, user } });
}

function discreet(handler: Handler): Handler {
  return async (call) => {
    try {
      return await handler(call);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const reply = no(call, toWire(error.problem).message);
      return withOutage(reply, error, call.world.store.settings());
    }
  };
}

const both = ["GET", "POST"] as const;

export const userserviceRoutes: readonly Route[] = [
  {
    methods: both,
    path: "/userservice/pre_context",
    who: "anyone",
    handler: preContext,
    about: "What the login page needs to know.",
  },
  {
    methods: both,
    path: "/userservice/login",
    who: "anyone",
    handler: discreet(login),
    about: "Log in to the portal, step by step.",
  },
  legacyLogin,
  {
    methods: both,
    path: "/userservice/userinfo",
    who: "portal-login",
    handler: userinfo,
    about: "What the directory knows about the person.",
  },
  {
    methods: both,
    path: "/userservice/logout",
    who: "anyone",
    handler: logout,
    about: "End the portal session.",
  },
  {
    methods: both,
    path: "/userservice/context",
    who: "portal",
    handler: context,
    about: "What the portal's pages need to know.",
  },
  {
    methods: both,
    path: "/userservice/verify",
    who: "portal",
    handler: verify,
    about: "Try a token out: prove its enrollment.",
  },
  ...ocraRoutes,
  ...passkeyRoutes,
];
