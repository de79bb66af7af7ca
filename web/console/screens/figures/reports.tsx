// What policies in scope reporting had counted, page by page, and as a file.

import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconChartBar, IconDownload } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useReducer } from "react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { formatShort } from "../../../shared/language/format.ts";
import { useLanguage } from "../../../shared/language/language-provider.tsx";
import { EmptyState } from "../../../shared/layout/empty-state.tsx";
import { Waiting } from "../../../shared/layout/notes.tsx";
import type { Report, ReportPage } from "../../api/read-figures.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { type Column, DataTable } from "../../parts/data-table.tsx";
import { Filters } from "../../parts/filters.tsx";
import { Pager } from "../../parts/pager.tsx";
import { Section } from "../../parts/section.tsx";
import { usePeoplesRealms } from "../../parts/use-directories.ts";
import { useLater } from "../../parts/use-later.ts";
import { addresses } from "../../places.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./figures.module.css";
import {
  firstReports,
  type ReportEvent,
  type ReportState,
  reportFile,
  reportParameters,
  stepReports,
} from "./report-state.ts";
import { realmName } from "./token-figures.tsx";

export function Reports() {
  const words = useTexts().figures;
  const { server } = useConsole();
  const [state, dispatch] = useReducer(stepReports, firstReports);
  const asked = useLater(state);
  const reports = useQuery({
    queryKey: [personal, "reports", asked],
    queryFn: () => server.reports(reportParameters(asked)),
    placeholderData: keepPreviousData,
  });
  const file = (
    <Button
      component="a"
      size="sm"
      variant="default"
      href={reportFile(state)}
      download="linotp-reports.csv"
      leftSection={<IconDownload size={18} aria-hidden />}
    >
      {words.download}
    </Button>
  );
  return (
    <Section title={words.reports} actions={file}>
      <p className={styles.soft}>{words.reportsLead}</p>
      <FilterRow state={state} dispatch={dispatch} />
      {reports.isPending && <Waiting />}
      {reports.isError && (
        <ConsoleProblem problem={problemFrom(reports.error)} onRetry={() => void reports.refetch()} />
      )}
      {reports.data !== undefined && <Found data={reports.data} state={state} dispatch={dispatch} />}
    </Section>
  );
}

type PartProps = { readonly state: ReportState; readonly dispatch: (event: ReportEvent) => void };

function FilterRow({ state, dispatch }: PartProps) {
  const texts = useTexts();
  const words = texts.figures;
  const realms = usePeoplesRealms().names;
  return (
    <Filters label={words.reportFilters}>
      <NativeSelect
        label={words.realm}
        value={state.realm}
        onChange={(event) => dispatch({ type: "filter", set: { realm: event.currentTarget.value } })}
        data={[
          { value: "", label: texts.lists.all },
          ...realms.map((realm) => ({ value: realm, label: realm })),
        ]}
      />
      <TextInput
        type="date"
        label={words.from}
        value={state.from}
        onChange={(event) => dispatch({ type: "filter", set: { from: event.currentTarget.value } })}
      />
    </Filters>
  );
}

function Found({ data, state, dispatch }: PartProps & { readonly data: ReportPage }) {
  const words = useTexts().figures;
  const columns = useColumns();
  if (data.total === 0) {
    return (
      <EmptyState
        icon={<IconChartBar aria-hidden />}
        title={words.noReports}
        action={
          <Button component="a" variant="default" href={addresses.policyFor("reporting", "token_total")}>
            {words.writePolicy}
          </Button>
        }
      >
        {words.noReportsNext}
      </EmptyState>
    );
  }
  return (
    <>
      <DataTable
        label={words.reports}
        columns={columns}
        rows={data.reports}
        keyOf={(report) => Object.values(report).join(" ")}
        order={state}
        onSort={(by) => dispatch({ type: "sort", by })}
      />
      <Pager
        page={state.page}
        pages={data.pages}
        hasMore={state.page < data.pages}
        total={data.total}
        onPage={(page) => dispatch({ type: "page", page })}
      />
    </>
  );
}

function useColumns(): readonly Column<Report>[] {
  const words = useTexts().figures;
  const { language } = useLanguage();
  const { columns } = words;
  return [
    {
      key: "moment",
      label: columns.moment,
      sort: "timestamp",
      head: true,
      cell: ({ moment }) => <time dateTime={moment}>{formatShort(moment, language)}</time>,
    },
    { key: "event", label: columns.event, sort: "event", cell: ({ event }) => event },
    { key: "realm", label: columns.realm, sort: "realm", cell: ({ realm }) => realmName(realm, words) },
    { key: "status", label: columns.status, sort: "parameter", cell: ({ status }) => status },
    {
      key: "count",
      label: columns.count,
      sort: "count",
      cell: ({ count }) => <span className={styles.number}>{count}</span>,
    },
  ];
}
