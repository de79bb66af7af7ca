// What happened to one token lately, out of the audit trail.

import { IconCheck, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { formatMoment } from "../../../shared/language/format.ts";
import { useLanguage } from "../../../shared/language/language-provider.tsx";
import { Waiting } from "../../../shared/layout/notes.tsx";
import type { AuditEntry } from "../../api/read-audit.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./tokens.module.css";

const shown = "12";

export function TokenHistory({ serial }: { readonly serial: string }) {
  const texts = useTexts().tokens;
  const { server } = useConsole();
  const history = useQuery({
    queryKey: [personal, "audit", "token", serial],
    queryFn: () => server.audit({ serial: `%${serial}%`, rp: shown, page: "1", sortorder: "desc" }),
    staleTime: 0,
  });
  if (history.isPending) return <Waiting />;
  if (history.isError) return <ConsoleProblem problem={problemFrom(history.error)} />;
  if (history.data.entries.length === 0) return <p>{texts.noHistory}</p>;
  return (
    <ol className={styles.entries}>
      {history.data.entries.map((entry) => (
        <Entry key={entry.number} entry={entry} />
      ))}
    </ol>
  );
}

function Entry({ entry }: { readonly entry: AuditEntry }) {
  const words = useTexts().audit;
  const { language } = useLanguage();
  const about = [entry.detail, entry.info].filter(Boolean).join(" · ");
  const who = entry.administrator || entry.user;
  return (
    <li className={styles.entry} data-success={entry.success}>
      {entry.success ? (
        <IconCheck size={18} aria-label={words.succeeded} />
      ) : (
        <IconX size={18} aria-label={words.failed} />
      )}
      <span>{entry.action}</span>
      <time dateTime={entry.moment}>{formatMoment(entry.moment, language)}</time>
      <span className={styles.about}>{[who, about].filter(Boolean).join(": ")}</span>
    </li>
  );
}
