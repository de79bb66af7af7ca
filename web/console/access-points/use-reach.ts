// Asks the server how far a rollout token reaches: one that there is, or one that somebody might be given.

import { useQuery } from "@tanstack/react-query";
import { personal, useConsole } from "../session/console-context.tsx";
import { useTexts } from "../texts/texts.ts";
import { reachSentence } from "./reach.ts";

export type ReachQuestion = { readonly serial: string } | { readonly user: string; readonly realm: string };

/** Undefined while it is not known, and where nobody asks. */
export function useReach(question: ReachQuestion | undefined): string | undefined {
  const { server } = useConsole();
  const words = useTexts().accessPoints.reach;
  const reach = useQuery({
    queryKey: [personal, "reach", question],
    queryFn: async () => (await server.reach(question ?? { serial: "" })) ?? "gone",
    enabled: question !== undefined,
    retry: false,
  }).data;
  return reach === undefined || reach === "gone" ? undefined : reachSentence(reach, words);
}
