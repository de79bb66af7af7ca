// Realms and directories, which many screens offer as choices, and what the one who is signed in may do with them.

import { useQuery } from "@tanstack/react-query";
import { type GlobalRight, may, maySomewhere } from "../api/read-rights.ts";
import { personal, useConsole } from "../session/console-context.tsx";

const staleMs = 60_000;

function useRights() {
  const { server } = useConsole();
  return useQuery({ queryKey: [personal, "rights"], queryFn: server.rights, staleTime: staleMs });
}

export function useMay(): (right: GlobalRight) => boolean {
  const rights = useRights().data;
  return (right) => may(rights, right);
}

/** For rights that belong to realms: whether he has it in one of them. */
export function useMaySomewhere(): (right: string) => boolean {
  const rights = useRights().data;
  return (right) => maySomewhere(rights, right);
}

export function useRealms() {
  const { server } = useConsole();
  const enabled = useMay()("system/read");
  return useQuery({ queryKey: [personal, "realms"], queryFn: server.realms, staleTime: staleMs, enabled });
}

export function useResolvers() {
  const { server } = useConsole();
  const enabled = useMay()("system/read");
  return useQuery({
    queryKey: [personal, "resolvers"],
    queryFn: server.resolvers,
    staleTime: staleMs,
    enabled,
  });
}

export type PeoplesRealms = {
  /** The default realm first. */
  readonly names: readonly string[];
  readonly isKnown: boolean;
};

/** The realms that people are in. Whoever may not read the configuration is told those in which he has rights. */
export function usePeoplesRealms(): PeoplesRealms {
  const rights = useRights();
  const realms = useRealms();
  if (!may(rights.data, "system/read")) return { names: rights.data?.realms ?? [], isKnown: true };
  const people = (realms.data ?? []).filter(({ admin }) => !admin);
  const defaultFirst = people.toSorted((left, right) => Number(right.isDefault) - Number(left.isDefault));
  return { names: defaultFirst.map(({ name }) => name), isKnown: realms.data !== undefined };
}
