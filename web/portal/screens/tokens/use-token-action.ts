// Carries out what a person wants done with a token.

import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useReducer } from "react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import type { Token } from "../../api/read-token.ts";
import { personal, usePortal } from "../../session/portal-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { type ActionEvent, idle, stepAction } from "./action-state.ts";
import type { TokenAction } from "./token-actions.ts";

/** Types that send their codes: trying them out begins with having one sent. */
const sending: readonly string[] = ["sms", "email"];

export type TokenActions = ReturnType<typeof useTokenAction>;

export function useTokenAction() {
  const { server } = usePortal();
  const texts = useTexts();
  const queries = useQueryClient();
  const [state, dispatch] = useReducer(stepAction, idle);

  const attempt = async (deed: () => Promise<ActionEvent>) => {
    dispatch({ type: "sent" });
    try {
      dispatch(await deed());
    } catch (error) {
      dispatch({ type: "failed", problem: problemFrom(error) });
    }
  };

  /** `deed` says whether it changed something. */
  const run = (action: TokenAction, deed: () => Promise<boolean>) =>
    attempt(async () => {
      const success = await deed();
      if (success) notifications.show({ message: texts.actions.done[action] });
      await queries.invalidateQueries({ queryKey: personal });
      return { type: "done", success };
    });

  const sendCode = (token: Token) =>
    attempt(async () => ({ type: "challenged", challenge: await server.startVerify(token.serial) }));

  /** Enabling and unlocking need no question: they happen at once. */
  const begin = (action: TokenAction, token: Token) => {
    dispatch({ type: "open", action, token });
    if (action === "enable") void run(action, () => server.enable(token.serial));
    if (action === "reset") void run(action, () => server.resetFailCount(token.serial));
    if (action === "test" && sending.includes(token.type)) void sendCode(token);
  };

  return { state, begin, run, sendCode, close: () => dispatch({ type: "close" }) };
}
