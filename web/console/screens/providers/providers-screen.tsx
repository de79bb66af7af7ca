// Providers: what messages leave through, and whether they can be reached.

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { EmptyState } from "../../../shared/layout/empty-state.tsx";
import { Waiting } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { providerTypes } from "../../api/provider-calls.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { Section } from "../../parts/section.tsx";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "../directories/directories.module.css";
import { ProviderDialog } from "./provider-dialog.tsx";
import { ProviderRow } from "./provider-row.tsx";

export function ProvidersScreen() {
  const words = useTexts().providers;
  const { server } = useConsole();
  const [adding, setAdding] = useState(false);
  const providers = useQuery({ queryKey: [personal, "providers"], queryFn: server.providers });
  const add = (
    <Button size="sm" onClick={() => setAdding(true)} leftSection={<IconPlus size={18} aria-hidden />}>
      {words.add}
    </Button>
  );
  return (
    <>
      <PageTitle title={words.title} lead={words.lead} actions={add} />
      {providers.error !== null && (
        <ConsoleProblem problem={problemFrom(providers.error)} onRetry={() => void providers.refetch()} />
      )}
      {providers.isPending && <Waiting />}
      {providers.data?.length === 0 && <EmptyState title={words.none}>{words.noneNext}</EmptyState>}
      {providerTypes.map((type) => {
        const rows = (providers.data ?? []).filter((each) => each.type === type);
        if (rows.length === 0) return undefined;
        return (
          <Section key={type} title={words.types[type]}>
            <ul className={styles.list}>
              {rows.map((provider) => (
                <ProviderRow key={provider.name} provider={provider} />
              ))}
            </ul>
          </Section>
        );
      })}
      {adding && <ProviderDialog provider={undefined} onClose={() => setAdding(false)} />}
    </>
  );
}
