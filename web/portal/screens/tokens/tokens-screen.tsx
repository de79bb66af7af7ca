// The person's tokens, and the welcome for whoever has none yet.

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { InfoNote, ProblemNote } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import type { Context } from "../../api/read-context.ts";
import type { Token } from "../../api/read-token.ts";
import { LoadingPage } from "../../loading-page.tsx";
import { addresses } from "../../places.ts";
import { useTexts } from "../../texts/texts.ts";
import { useTokens } from "../../use-tokens.ts";
import { mayAdd } from "../add-token/kinds.ts";
import { ActionDialog } from "./action-dialog.tsx";
import { TokenCard } from "./token-card.tsx";
import styles from "./tokens.module.css";
import { useFocusReturn } from "./use-focus-return.ts";
import { useTokenAction } from "./use-token-action.ts";
import { Welcome } from "./welcome.tsx";

type TokensScreenProps = {
  readonly context: Context;
  /** Serial of a token whose enrollment is still open on the page for adding tokens. */
  readonly pending: string | undefined;
  /** Goes on with a token that is not complete. */
  readonly onFinish: (token: Token) => void;
};

export function TokensScreen({ context, pending, onFinish }: TokensScreenProps) {
  const texts = useTexts();
  const tokens = useTokens();
  if (tokens.isPending) return <LoadingPage title={texts.tokens.title} text={texts.tokens.loading} />;
  if (tokens.isError) {
    return (
      <>
        <PageTitle title={texts.tokens.title} />
        <ProblemNote problem={problemFrom(tokens.error)} onRetry={() => void tokens.refetch()} />
      </>
    );
  }
  if (tokens.data.length === 0) return <Welcome context={context} />;
  return <TokenList context={context} tokens={tokens.data} pending={pending} onFinish={onFinish} />;
}

type TokenListProps = TokensScreenProps & { readonly tokens: readonly Token[] };

function TokenList({ context, tokens, pending, onFinish }: TokenListProps) {
  const texts = useTexts();
  const actions = useTokenAction();
  useFocusReturn(actions.state);
  return (
    <>
      <PageTitle
        title={texts.tokens.title}
        lead={texts.tokens.lead}
        actions={mayAdd(context.actions) && <AddButton />}
      />
      {pending !== undefined && <Unfinished />}
      <ul className={styles.cards}>
        {tokens.map((token) => (
          <li key={token.serial}>
            <TokenCard
              token={token}
              allowed={context.actions}
              pending={token.serial === pending}
              busy={pending !== undefined}
              onAction={(action) => (action === "finish" ? onFinish(token) : actions.begin(action, token))}
            />
          </li>
        ))}
      </ul>
      <ActionDialog actions={actions} context={context} tokens={tokens} />
    </>
  );
}

function AddButton() {
  const texts = useTexts();
  return (
    <Button component="a" href={addresses.add} leftSection={<IconPlus size={20} aria-hidden />}>
      {texts.tokens.add}
    </Button>
  );
}

function Unfinished() {
  const texts = useTexts();
  return (
    <div className={styles.unfinished}>
      <InfoNote>
        <div className={styles.unfinishedRow}>
          <span>{texts.tokens.unfinishedSetup}</span>
          <Button component="a" href={addresses.add} size="sm">
            {texts.tokens.continueSetup}
          </Button>
        </div>
      </InfoNote>
    </div>
  );
}
