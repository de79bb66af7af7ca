// What happened to the person's tokens, page by page.

import { Button } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { formatMoment } from "../../../shared/language/format.ts";
import { useLanguage } from "../../../shared/language/language-provider.tsx";
import { EmptyState } from "../../../shared/layout/empty-state.tsx";
import { ProblemNote, Waiting } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import type { HistoryEntry, HistoryPage } from "../../api/read-history.ts";
import { personal, usePortal } from "../../session/portal-context.tsx";
import { useTexts, wordFor } from "../../texts/texts.ts";
import styles from "./history.module.css";
import { clampPage, deedsOf, pageCount, perPage } from "./pages.ts";

export function HistoryScreen() {
  const texts = useTexts();
  const { server } = usePortal();
  const [page, setPage] = useState(1);
  const history = useQuery({
    queryKey: [...personal, "history", page],
    queryFn: () => server.history(page, perPage),
    placeholderData: keepPreviousData,
    // Every look at it is an entry of its own, and so is whatever happened since the last.
    staleTime: 0,
  });
  return (
    <>
      <PageTitle title={texts.history.title} lead={texts.history.lead} />
      {history.isPending && <Waiting text={texts.history.loading} />}
      {history.isError && (
        <ProblemNote problem={problemFrom(history.error)} onRetry={() => void history.refetch()} />
      )}
      {history.data !== undefined && <Entries data={history.data} page={page} onPage={setPage} />}
    </>
  );
}

type EntriesProps = {
  readonly data: HistoryPage;
  readonly page: number;
  readonly onPage: (page: number) => void;
};

function Entries({ data, page, onPage }: EntriesProps) {
  const texts = useTexts();
  const pages = pageCount(data.total);
  const deeds = deedsOf(data.entries);
  if (deeds.length === 0 && pages <= 1) return <EmptyState title={texts.history.empty} />;
  return (
    <>
      {deeds.length === 0 && <EmptyState title={texts.history.emptyPage} />}
      {deeds.length > 0 && (
        <ol className={styles.entries}>
          {deeds.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
      {pages > 1 && (
        <nav className={styles.pages} aria-label={texts.history.pages}>
          <Button variant="default" disabled={page <= 1} onClick={() => onPage(clampPage(page - 1, pages))}>
            {texts.history.newer}
          </Button>
          <span role="status">{texts.history.page(page, pages)}</span>
          <Button
            variant="default"
            disabled={page >= pages}
            onClick={() => onPage(clampPage(page + 1, pages))}
          >
            {texts.history.older}
          </Button>
        </nav>
      )}
    </>
  );
}

function Entry(props: { readonly entry: HistoryEntry }) {
  const texts = useTexts();
  const { language } = useLanguage();
  const { entry } = props;
  const Icon = entry.success ? IconCheck : IconX;
  return (
    <li className={styles.entry} data-success={entry.success}>
      <Icon size={20} aria-hidden />
      <div className={styles.words}>
        <span className={styles.what}>{wordFor(texts.history.actions, entry.action)}</span>
        {entry.serial !== "" && <code>{entry.serial}</code>}
      </div>
      <span className={styles.outcome}>{entry.success ? texts.history.ok : texts.history.failed}</span>
      <time dateTime={entry.moment}>{formatMoment(entry.moment, language)}</time>
    </li>
  );
}
