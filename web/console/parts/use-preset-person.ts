// Somebody who comes from a person's page has chosen the person already.

import { useQuery } from "@tanstack/react-query";
import { type Dispatch, useEffect } from "react";
import { personal, useConsole } from "../session/console-context.tsx";
import type { Chosen } from "./person-picker.tsx";

export type Who = { readonly realm: string; readonly login: string };

type Choose = { readonly type: "choose"; readonly chosen: Chosen | undefined };

export function usePresetPerson(who: Who | undefined, dispatch: Dispatch<Choose>): void {
  const { server } = useConsole();
  const { realm = "", login = "" } = who ?? {};
  const person = useQuery({
    queryKey: [personal, "people", "one", realm, login],
    queryFn: async () => (await server.person(realm, login)) ?? "gone",
    enabled: login !== "",
  });
  const found = person.data;
  useEffect(() => {
    if (found !== undefined && found !== "gone")
      dispatch({ type: "choose", chosen: { person: found, realm } });
  }, [found, realm, dispatch]);
}
