// All tokens: searched, filtered, sorted and cut into pages by the server; the detail of one beside them.

import { Button, Group } from "@mantine/core";
import { IconKey, IconPlus, IconTicket, IconUpload } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useReducer, useState } from "react";
import { useLocation } from "wouter";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { EmptyState } from "../../../shared/layout/empty-state.tsx";
import { Waiting } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import type { Token, TokenPage } from "../../api/read-token.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { type Column, DataTable } from "../../parts/data-table.tsx";
import { Pager } from "../../parts/pager.tsx";
import { ConditionBadge, typeName } from "../../parts/token-badge.tsx";
import { isRollout, usageOf } from "../../parts/token-condition.ts";
import { useLater } from "../../parts/use-later.ts";
import { addresses } from "../../places.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { type ConsoleTexts, useTexts } from "../../texts/texts.ts";
import { ImportTokens } from "./import-tokens.tsx";
import {
  isFiltered,
  type ListEvent,
  type ListState,
  listStart,
  parametersOf,
  stepList,
} from "./list-state.ts";
import { TokenFilterRow } from "./token-filter-row.tsx";
import { TokenPanel } from "./token-panel.tsx";
import styles from "./tokens.module.css";

type TokensScreenProps = {
  /** Of the token whose detail is open. */
  readonly serial: string | undefined;
  /** With which filter the list begins. */
  readonly kind?: ListState["kind"];
};

export function TokensScreen(props: TokensScreenProps) {
  const texts = useTexts();
  const { server } = useConsole();
  const [, go] = useLocation();
  const [state, dispatch] = useReducer(stepList, { ...listStart, kind: props.kind ?? "" });
  const [importing, setImporting] = useState(false);
  const asked = useLater(state);
  const tokens = useQuery({
    queryKey: [personal, "tokens", asked],
    queryFn: () => server.tokens(parametersOf(asked)),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageTitle
        title={texts.tokens.title}
        actions={
          <Group>
            <Button
              variant="default"
              onClick={() => setImporting(true)}
              leftSection={<IconUpload size={20} aria-hidden />}
            >
              {texts.tokens.import}
            </Button>
            <Button
              component="a"
              variant="default"
              href={addresses.enroll}
              leftSection={<IconPlus size={20} aria-hidden />}
            >
              {texts.enroll.action}
            </Button>
            <Button component="a" href={addresses.issue} leftSection={<IconTicket size={20} aria-hidden />}>
              {texts.issue.action}
            </Button>
          </Group>
        }
      />
      {importing && <ImportTokens onClose={() => setImporting(false)} />}
      <TokenFilterRow state={state} dispatch={dispatch} />
      {tokens.isPending && <Waiting />}
      {tokens.isError && (
        <ConsoleProblem problem={problemFrom(tokens.error)} onRetry={() => void tokens.refetch()} />
      )}
      {tokens.data !== undefined && (
        <Found data={tokens.data} state={state} dispatch={dispatch} stale={tokens.isPlaceholderData} />
      )}
      {props.serial !== undefined && (
        <TokenPanel key={props.serial} serial={props.serial} onClose={() => go("/tokens")} />
      )}
    </>
  );
}

type FoundProps = {
  readonly data: TokenPage;
  readonly state: ListState;
  readonly dispatch: (event: ListEvent) => void;
  readonly stale: boolean;
};

function Found({ data, state, dispatch, stale }: FoundProps) {
  const texts = useTexts();
  if (data.total === 0)
    return <NoTokens filtered={isFiltered(state)} onClear={() => dispatch({ type: "clear" })} />;
  return (
    <>
      <DataTable
        label={texts.tokens.title}
        columns={columnsFor(texts)}
        rows={data.tokens}
        keyOf={({ serial }) => serial}
        hrefOf={({ serial }) => addresses.token(serial)}
        order={state}
        onSort={(by) => dispatch({ type: "sort", by })}
        stale={stale}
      />
      <Pager
        page={data.page}
        pages={data.pages}
        hasMore={data.page < data.pages}
        total={data.total}
        onPage={(page) => dispatch({ type: "page", page })}
      />
    </>
  );
}

function NoTokens(props: { readonly filtered: boolean; readonly onClear: () => void }) {
  const texts = useTexts();
  if (props.filtered) {
    return (
      <EmptyState
        icon={<IconKey aria-hidden />}
        title={texts.tokens.noneFound}
        action={
          <Button variant="default" onClick={props.onClear}>
            {texts.lists.clear}
          </Button>
        }
      >
        {texts.tokens.noneFoundNext}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconKey aria-hidden />}
      title={texts.tokens.none}
      action={
        <Button component="a" href={addresses.issue}>
          {texts.issue.action}
        </Button>
      }
    >
      {texts.tokens.noneNext}
    </EmptyState>
  );
}

function columnsFor(texts: ConsoleTexts): readonly Column<Token>[] {
  const words = texts.tokens;
  return [
    {
      key: "serial",
      label: words.serial,
      sort: "TokenSerialnumber",
      head: true,
      cell: ({ serial }) => <code className={styles.serial}>{serial}</code>,
    },
    {
      key: "owner",
      label: words.owner,
      cell: ({ owner, ownerLost }) =>
        ownerLost ? words.ownerLost : owner || <span className={styles.soft}>{words.nobody}</span>,
    },
    { key: "type", label: words.type, sort: "TokenType", cell: ({ type }) => typeName(type, texts) },
    {
      key: "usage",
      label: words.opens,
      cell: (token) =>
        isRollout(token) ? (
          <UsageMark token={token} />
        ) : (
          <span className={styles.soft}>{words.usagesShort.everything}</span>
        ),
    },
    {
      key: "description",
      label: words.description,
      sort: "TokenDesc",
      cell: ({ description }) => description,
    },
    {
      key: "failures",
      label: words.failures,
      sort: "FailCount",
      cell: ({ failCount, failLimit }) => `${failCount} / ${failLimit}`,
    },
    { key: "state", label: words.state, sort: "Isactive", cell: (token) => <ConditionBadge token={token} /> },
  ];
}

function UsageMark(props: { readonly token: Token }) {
  const texts = useTexts();
  return (
    <span className={styles.usage}>
      <IconTicket size={18} aria-hidden />
      <span>
        <span className={styles.rollout}>{texts.tokens.rollout}</span>
        {texts.tokens.usagesShort[usageOf(props.token.paths)]}
      </span>
    </span>
  );
}
