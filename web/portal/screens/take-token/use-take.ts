// Carries out the taking of a token: talks to the server and tells the state machine what came of it.

import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useReducer } from "react";
import { useLocation } from "wouter";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { personal, usePortal } from "../../session/portal-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { tidyCode } from "../login/login-state.ts";
import { stepTake, type TakeDeed, takeStart } from "./take-state.ts";

export function useTake() {
  const { server } = usePortal();
  const texts = useTexts();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [state, dispatch] = useReducer(stepTake, takeStart);

  const attempt = async (deed: TakeDeed, carryOut: () => Promise<void>) => {
    dispatch({ type: "sent", deed });
    try {
      await carryOut();
    } catch (error) {
      dispatch({ type: "failed", deed, problem: problemFrom(error) });
    }
  };

  const look = (code: string) =>
    attempt("look", async () =>
      dispatch({ type: "looked", serial: await server.findSerial(tidyCode(code)) }),
    );

  const take = (description: string, pin: string) => {
    const serial = state.serial.trim();
    if (serial === "") return dispatch({ type: "lacking" });
    void attempt("take", async () => {
      await server.assign(serial, {
        ...(description === "" ? {} : { description }),
        ...(pin === "" ? {} : { pin }),
      });
      notifications.show({ message: texts.taking.done });
      await queries.invalidateQueries({ queryKey: personal });
      go("/");
    });
  };

  return { state, dispatch, look, take };
}
