// The access points of this server. Whoever may not read the settings sees addresses without names.

import { useQuery } from "@tanstack/react-query";
import { useMay } from "../parts/use-directories.ts";
import { personal, useConsole } from "../session/console-context.tsx";
import type { AccessPoint } from "./access-points.ts";

const staleMs = 60_000;
const none: readonly AccessPoint[] = [];

export function useAccessPointsQuery() {
  const { server } = useConsole();
  const enabled = useMay()("system/read");
  return useQuery({
    queryKey: [personal, "access-points"],
    queryFn: server.accessPoints,
    staleTime: staleMs,
    enabled,
  });
}

export function useAccessPoints(): readonly AccessPoint[] {
  return useAccessPointsQuery().data ?? none;
}
