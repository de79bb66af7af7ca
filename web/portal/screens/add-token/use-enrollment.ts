// Carries out the adding of a token: talks to the server and tells the state machine what came of it.

import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useReducer } from "react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { makePasskey as makePasskeyHere } from "../../../shared/api/passkey.ts";
import { provePasskey } from "../../api/prove-passkey.ts";
import type { Context } from "../../api/read-context.ts";
import type { PollAnswer } from "../../api/read-login.ts";
import type { Token } from "../../api/read-token.ts";
import type { Userservice } from "../../api/userservice.ts";
import { personal, usePortal } from "../../session/portal-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { tidyCode } from "../login/login-state.ts";
import type { Details } from "./details.ts";
import {
  type EnrollmentEvent,
  type EnrollmentStep,
  enrollmentStart,
  type Pending,
  stepEnrollment,
} from "./enrollment-state.ts";
import { completableKind, isPairedKind, isSentKind, type Kind } from "./kinds.ts";

export type Enrollment = ReturnType<typeof useEnrollment>;

export function useEnrollment(context: Context | undefined) {
  const { server } = usePortal();
  const texts = useTexts();
  const queries = useQueryClient();
  const [state, dispatch] = useReducer(stepEnrollment, enrollmentStart);
  const mayVerify = context?.actions.includes("verify") === true;

  const attempt = async (deed: () => Promise<EnrollmentEvent>) => {
    dispatch({ type: "sent" });
    try {
      dispatch(await deed());
    } catch (error) {
      dispatch({ type: "failed", problem: problemFrom(error) });
    }
    await queries.invalidateQueries({ queryKey: personal });
  };

  const sendCode = (pending: Pending) =>
    attempt(async () => {
      const { transactionId } = await server.startVerify(pending.serial);
      return { type: "challenged", transactionId };
    });

  const enroll = async (kind: Kind, details: Details) => {
    const provable = mayVerify && kind !== "pw";
    let pending: Pending | undefined;
    await attempt(async () => {
      const { serial, address } = await server.enroll(details.parameters);
      pending = { kind, serial, address, sentTo: details.sentTo };
      return { type: "enrolled", pending, provable };
    });
    if (pending !== undefined && provable && isSentKind(kind)) await sendCode(pending);
  };

  const prove = (code: string) =>
    attempt(async () => ({ type: "proved", success: await isProven(server, state.step, tidyCode(code)) }));

  const makePasskey = ({ serial }: Pending) =>
    attempt(async () => {
      await server.finishPasskey(serial, await makePasskeyHere(await server.beginPasskey(serial)));
      return { type: "made" };
    });

  const tryPasskey = ({ serial }: Pending) =>
    attempt(async () => ({ type: "proved", success: await provePasskey(server, serial) }));

  const askApp = ({ serial }: Pending) =>
    attempt(async () => ({ type: "app-asked", ...(await server.askApp(serial)) }));

  const paired = (pending: Pending, answer: PollAnswer) => {
    dispatch({ type: "paired", answer });
    if (answer === "accepted") void askApp(pending);
  };

  const confirmed = (answer: PollAnswer) => {
    dispatch({ type: "app-answered", answer });
    void queries.invalidateQueries({ queryKey: personal });
  };

  /** Goes on with a token that was begun elsewhere: by the help desk, or in an earlier session. */
  const resume = ({ type, serial }: Token) => {
    const kind = completableKind(type);
    if (kind === undefined) return;
    const pending = { kind, serial, address: "", sentTo: "" };
    dispatch({ type: "enrolled", pending, provable: mayVerify });
    if (isPairedKind(kind)) paired(pending, "accepted");
  };

  const remove = (pending: Pending) =>
    attempt(async () => {
      await server.remove(pending.serial);
      notifications.show({ message: texts.add.removed });
      return { type: "restart" };
    });

  const passkey = { makePasskey, tryPasskey };
  const app = { askApp, paired, confirmed };
  return { state, dispatch, mayVerify, enroll, sendCode, prove, resume, ...passkey, ...app, remove };
}

type Proving = Pick<Userservice, "verify" | "verifyChallenge">;

async function isProven(server: Proving, step: EnrollmentStep, otp: string): Promise<boolean> {
  if (step.at !== "prove" && step.at !== "confirm") return false;
  const { serial } = step.pending;
  const transactionid = step.transactionId;
  return transactionid === ""
    ? await server.verify(serial, otp)
    : await server.verifyChallenge(serial, { transactionid, otp });
}
