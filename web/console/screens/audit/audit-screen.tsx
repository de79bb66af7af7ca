// The audit trail: filtered, sorted and cut into pages by the server.

import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconDownload, IconListSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useReducer, useState } from "react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { useLanguage } from "../../../shared/language/language-provider.tsx";
import { EmptyState } from "../../../shared/layout/empty-state.tsx";
import { ErrorNote, Waiting } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { useAccessPoints } from "../../access-points/use-access-points.ts";
import type { AuditEntry, AuditPage } from "../../api/read-audit.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { Filters } from "../../parts/filters.tsx";
import { Pager } from "../../parts/pager.tsx";
import { useLater } from "../../parts/use-later.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { auditColumns } from "./audit-columns.tsx";
import { AuditPanel } from "./audit-panel.tsx";
import {
  type AuditEvent,
  type AuditFilters,
  type AuditState,
  alarmFilters,
  areas,
  auditFile,
  auditParameters,
  auditPerPage,
  firstAudit,
  hasFilters,
  stepAudit,
} from "./audit-state.ts";

export function AuditScreen(props: { readonly alarms: boolean }) {
  const words = useTexts().audit;
  const { server } = useConsole();
  const start = props.alarms ? { ...firstAudit, filters: alarmFilters } : firstAudit;
  const [state, dispatch] = useReducer(stepAudit, start);
  const asked = useLater(state);
  const audit = useQuery({
    queryKey: [personal, "audit", asked],
    queryFn: () => server.audit(auditParameters(asked)),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  return (
    <>
      <PageTitle
        title={words.title}
        lead={words.lead}
        actions={
          <Button
            component="a"
            variant="default"
            href={auditFile(state)}
            download="linotp-audit.csv"
            leftSection={<IconDownload size={20} aria-hidden />}
          >
            {words.download}
          </Button>
        }
      />
      <FilterRow state={state} dispatch={dispatch} />
      {audit.isPending && <Waiting />}
      {audit.isError && (
        <ConsoleProblem problem={problemFrom(audit.error)} onRetry={() => void audit.refetch()} />
      )}
      {audit.data !== undefined && (
        <Entries data={audit.data} state={state} dispatch={dispatch} stale={audit.isPlaceholderData} />
      )}
    </>
  );
}

type PartProps = { readonly state: AuditState; readonly dispatch: (event: AuditEvent) => void };

/** Those that are rarely needed wait behind a button. */
const rare = ["realm", "administrator", "client", "detail"] as const;

function FilterRow({ state, dispatch }: PartProps) {
  const texts = useTexts();
  const words = texts.audit;
  const [more, setMore] = useState(rare.some((name) => state.filters[name] !== ""));
  const field = (name: keyof AuditFilters) => ({
    label: words.columns[name],
    value: state.filters[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      dispatch({ type: "filter", set: { [name]: event.currentTarget.value } }),
  });
  return (
    <Filters label={words.filters}>
      <NativeSelect
        {...field("area")}
        data={[
          { value: "", label: words.everything },
          ...areas.map((value) => ({ value, label: words.areas[value] })),
        ]}
      />
      <TextInput type="search" {...field("user")} />
      <TextInput type="search" {...field("serial")} />
      <TextInput type="search" {...field("action")} />
      <TextInput type="datetime-local" {...field("from")} />
      <TextInput type="datetime-local" {...field("until")} />
      <NativeSelect
        {...field("success")}
        data={[
          { value: "", label: texts.lists.all },
          { value: "1", label: words.succeeded },
          { value: "0", label: words.failed },
        ]}
      />
      {more && rare.map((name) => <TextInput key={name} type="search" {...field(name)} />)}
      {!more && (
        <Button variant="subtle" onClick={() => setMore(true)}>
          {words.moreFilters}
        </Button>
      )}
      {hasFilters(state) && (
        <Button variant="subtle" onClick={() => dispatch({ type: "clear" })}>
          {texts.lists.clear}
        </Button>
      )}
    </Filters>
  );
}

type EntriesProps = PartProps & { readonly data: AuditPage; readonly stale: boolean };

function Entries({ data, state, dispatch, stale }: EntriesProps) {
  const texts = useTexts();
  const { language } = useLanguage();
  const points = useAccessPoints();
  const [opened, setOpened] = useState<AuditEntry>();
  if (data.total === 0) {
    return (
      <EmptyState
        icon={<IconListSearch aria-hidden />}
        title={texts.audit.none}
        action={
          <Button variant="default" onClick={() => dispatch({ type: "clear" })}>
            {texts.lists.clear}
          </Button>
        }
      >
        {texts.audit.noneNext}
      </EmptyState>
    );
  }
  const pages = Math.max(1, Math.ceil(data.total / auditPerPage));
  const broken = data.entries.filter(({ intact }) => !intact).length;
  return (
    <>
      {broken > 0 && <ErrorNote what={texts.audit.broken(broken)} next={texts.audit.brokenNext} />}
      <DataTable
        label={texts.audit.title}
        columns={auditColumns(texts, language, { points, onOpen: setOpened })}
        rows={data.entries}
        keyOf={({ number }) => number}
        order={state}
        onSort={(by) => dispatch({ type: "sort", by })}
        stale={stale}
      />
      <Pager
        page={state.page}
        pages={pages}
        hasMore={state.page < pages}
        total={data.total}
        onPage={(page) => dispatch({ type: "page", page })}
      />
      {opened !== undefined && <AuditPanel entry={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}
