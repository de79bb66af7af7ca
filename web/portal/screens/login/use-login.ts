// Carries out the login: talks to the server and tells the state machine what came of it.

import { useEffect, useReducer, useRef } from "react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { signWithPasskey } from "../../../shared/api/passkey.ts";
import type { Token } from "../../api/read-token.ts";
import type { Credentials } from "../../api/userservice.ts";
import { usePortal } from "../../session/portal-context.tsx";
import { type LoginEvent, loginStart, stepLogin, tidyCode } from "./login-state.ts";
import { usePoll } from "./use-poll.ts";

export type Login = ReturnType<typeof useLogin>;

const nobody: Credentials = { username: "", password: "" };

export function useLogin() {
  const { server, forget, signedIn } = usePortal();
  const [state, dispatch] = useReducer(stepLogin, loginStart);
  // Kept while the login lasts: an open challenge can only be left by giving the credentials again.
  const given = useRef(nobody);
  const { step } = state;

  const attempt = async (deed: () => Promise<LoginEvent>) => {
    dispatch({ type: "sent" });
    try {
      dispatch(await deed());
    } catch (error) {
      const problem = problemFrom(error);
      // Halfway through a login an ended session means: begin again.
      if (problem.kind === "expired") dispatch({ type: "restart" });
      dispatch({ type: "failed", problem });
    }
  };

  const choose = (token: Token) =>
    attempt(async () => ({ type: "token-answered", token, answer: await server.chooseToken(token.serial) }));

  const submit = (credentials: Credentials) =>
    attempt(async () => {
      forget();
      given.current = credentials;
      const answer = await server.login(credentials);
      const only = answer.kind === "second-factor" && answer.tokens.length === 1 && answer.tokens[0];
      // With one token there is nothing to choose.
      if (!only) return { type: "answered", answer };
      return { type: "token-answered", token: only, answer: await server.chooseToken(only.serial) };
    });

  const answer = (code: string) =>
    attempt(async () => ({ type: "answered", answer: await server.answer(tidyCode(code)) }));

  const sign = (request: object) =>
    attempt(async () => ({ type: "answered", answer: await server.answer(await signWithPasskey(request)) }));

  const otherToken = () => {
    const { otp: _, ...credentials } = given.current;
    return attempt(async () => {
      forget();
      return { type: "answered", answer: await server.login(credentials) };
    });
  };

  const restart = () => {
    forget();
    given.current = nobody;
    dispatch({ type: "restart" });
  };

  const online = step.at === "answer" && step.challenge.online && state.problem?.kind !== "rejected";
  usePoll(online ? step.challenge.transactionId : undefined, server.pollLogin, (polled) =>
    dispatch({ type: "polled", answer: polled }),
  );

  useEffect(() => {
    if (step.at === "in") signedIn(given.current.username);
  }, [step.at, signedIn]);

  return { state, submit, choose, answer, sign, otherToken, restart };
}
