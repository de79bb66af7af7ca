// A few numbers about the settings, and whether secrets are sealed.

import { useQuery } from "@tanstack/react-query";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { Waiting } from "../../../shared/layout/notes.tsx";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { Facts } from "../../parts/facts.tsx";
import { useMay } from "../../parts/use-directories.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";

export function ServerFacts() {
  const words = useTexts().figures;
  const { server } = useConsole();
  const may = useMay();
  const [seesCounts, seesSealing] = [may("monitoring/config"), may("monitoring/storageEncryption")];
  const facts = useQuery({
    queryKey: [personal, "figures", "server", seesCounts, seesSealing],
    queryFn: async () => {
      const [counts, sealing] = await Promise.all([
        seesCounts ? server.serverFigures() : undefined,
        seesSealing ? server.isSealing() : undefined,
      ]);
      return { counts, sealing };
    },
  });
  if (facts.isPending) return <Waiting />;
  if (facts.isError) {
    return <ConsoleProblem problem={problemFrom(facts.error)} onRetry={() => void facts.refetch()} />;
  }
  const { counts, sealing } = facts.data;
  return (
    <Facts
      facts={[
        { label: words.policies, value: counts === undefined ? "" : String(counts.policies) },
        { label: words.realms, value: counts === undefined ? "" : String(counts.realms) },
        { label: words.resolvers, value: counts === undefined ? "" : String(counts.resolvers) },
        { label: words.sealed, value: sealing === undefined ? "" : sealing ? words.isSealed : words.isOpen },
      ]}
    />
  );
}
