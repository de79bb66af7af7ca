// Realms and directories, which many screens offer as choices.

import { useQuery } from "@tanstack/react-query";
import { personal, useConsole } from "../session/console-context.tsx";

const staleMs = 60_000;

export function useRealms() {
  const { server } = useConsole();
  return useQuery({ queryKey: [personal, "realms"], queryFn: server.realms, staleTime: staleMs });
}

export function useResolvers() {
  const { server } = useConsole();
  return useQuery({ queryKey: [personal, "resolvers"], queryFn: server.resolvers, staleTime: staleMs });
}

/** Names of the realms that people are in, the default realm first. Empty while it is not known. */
export function usePeoplesRealms(): readonly string[] {
  const realms = useRealms().data ?? [];
  const people = realms.filter(({ admin }) => !admin);
  return people
    .toSorted((left, right) => Number(right.isDefault) - Number(left.isDefault))
    .map(({ name }) => name);
}
