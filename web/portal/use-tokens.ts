// The person's tokens, loaded once and shared by the pages that show them.

import { useQuery } from "@tanstack/react-query";
import { personal, usePortal } from "./session/portal-context.tsx";

export function useTokens() {
  const { server } = usePortal();
  return useQuery({ queryKey: [...personal, "tokens"], queryFn: server.tokens });
}
