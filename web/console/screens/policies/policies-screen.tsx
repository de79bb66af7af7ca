// All policies, by scope: what they do, for whom, and whether they are on.

import { Button } from "@mantine/core";
import { IconDownload, IconListCheck, IconNetwork, IconPlus, IconUpload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { EmptyState } from "../../../shared/layout/empty-state.tsx";
import { InfoNote, Waiting } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { policyExport } from "../../api/policy-calls.ts";
import type { Policy } from "../../api/read-policy.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { Section } from "../../parts/section.tsx";
import { addresses } from "../../places.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { conflictsIn } from "./conflicts.ts";
import { ImportPolicies } from "./import-policies.tsx";
import styles from "./policies.module.css";
import { PolicyRow } from "./policy-row.tsx";
import { scopeTitle } from "./scope-title.ts";

export function PoliciesScreen() {
  const { policies: words, accessPoints } = useTexts();
  const { server } = useConsole();
  const [importing, setImporting] = useState(false);
  const policies = useQuery({ queryKey: [personal, "policies"], queryFn: server.policies });
  return (
    <>
      <PageTitle
        title={words.title}
        lead={words.lead}
        actions={
          <Button component="a" href={addresses.newPolicy} leftSection={<IconPlus size={20} aria-hidden />}>
            {words.newPolicy}
          </Button>
        }
      />
      <div className={styles.tools}>
        <Button
          component="a"
          size="sm"
          variant="default"
          href={addresses.checkPolicies}
          leftSection={<IconListCheck size={18} aria-hidden />}
        >
          {words.check}
        </Button>
        <Button
          component="a"
          size="sm"
          variant="default"
          href={addresses.accessPoints}
          leftSection={<IconNetwork size={18} aria-hidden />}
        >
          {accessPoints.title}
        </Button>
        <Button
          size="sm"
          variant="default"
          onClick={() => setImporting(true)}
          leftSection={<IconUpload size={18} aria-hidden />}
        >
          {words.import}
        </Button>
        <Button
          component="a"
          size="sm"
          variant="default"
          href={policyExport}
          download="policy.cfg"
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          {words.export}
        </Button>
      </div>
      {policies.isPending && <Waiting />}
      {policies.isError && (
        <ConsoleProblem problem={problemFrom(policies.error)} onRetry={() => void policies.refetch()} />
      )}
      {policies.data !== undefined && <Listed policies={policies.data} />}
      {importing && <ImportPolicies onClose={() => setImporting(false)} />}
    </>
  );
}

function Listed({ policies }: { readonly policies: readonly Policy[] }) {
  const texts = useTexts();
  const words = texts.policies;
  if (policies.length === 0) {
    return (
      <EmptyState
        title={words.none}
        action={
          <Button component="a" href={addresses.newPolicy}>
            {words.newPolicy}
          </Button>
        }
      >
        {words.noneNext}
      </EmptyState>
    );
  }
  return (
    <>
      <Conflicts policies={policies} />
      {[...Map.groupBy(policies, ({ scope }) => scope)].map(([scope, inScope]) => (
        <Section key={scope} title={scopeTitle(scope, texts)}>
          <ul className={styles.policies}>
            {inScope.map((policy) => (
              <PolicyRow key={policy.name} policy={policy} />
            ))}
          </ul>
        </Section>
      ))}
    </>
  );
}

function Conflicts({ policies }: { readonly policies: readonly Policy[] }) {
  const words = useTexts().policies;
  const conflicts = conflictsIn(policies);
  if (conflicts.length === 0) return null;
  return (
    <div className={styles.conflicts}>
      <InfoNote title={words.conflicts(conflicts.length)}>
        <ul>
          {conflicts.map(({ scope, action, policies: both }) => (
            <li key={`${scope} ${action} ${both[0]?.name}`}>
              {words.conflict(
                action,
                both.map(({ name, value }) => `${name} (${value})`).join(", "),
                both[0]?.name ?? "",
              )}
            </li>
          ))}
        </ul>
      </InfoNote>
    </div>
  );
}
