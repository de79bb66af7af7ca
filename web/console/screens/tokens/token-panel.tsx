// Everything about one token: what it opens, whose it is, its limits, what can be done with it, what happened to it.

import { IconTicket, IconWorld } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { formatMoment } from "../../../shared/language/format.ts";
import { useLanguage } from "../../../shared/language/language-provider.tsx";
import { ErrorNote, InfoNote, Waiting } from "../../../shared/layout/notes.tsx";
import { useReach } from "../../access-points/use-reach.ts";
import type { Token } from "../../api/read-token.ts";
import { kindFacts } from "../../api/read-token-kind.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Section } from "../../parts/section.tsx";
import { ConditionBadge, typeName } from "../../parts/token-badge.tsx";
import { conditionOf, isRollout, usageOf } from "../../parts/token-condition.ts";
import { useMay } from "../../parts/use-directories.ts";
import { addresses } from "../../places.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { TokenActions } from "./token-actions.tsx";
import { TokenHistory } from "./token-history.tsx";
import styles from "./tokens.module.css";

export function TokenPanel(props: { readonly serial: string; readonly onClose: () => void }) {
  const texts = useTexts();
  const { server } = useConsole();
  const { serial, onClose } = props;
  const token = useQuery({
    queryKey: [personal, "tokens", "one", serial],
    queryFn: async () => (await server.token(serial)) ?? "gone",
  });
  return (
    <Panel title={serial} onClose={onClose}>
      {token.isPending && <Waiting />}
      {token.isError && (
        <ConsoleProblem problem={problemFrom(token.error)} onRetry={() => void token.refetch()} />
      )}
      {token.data === "gone" && <ErrorNote what={texts.tokens.gone} next={texts.tokens.goneNext} />}
      {token.data !== undefined && token.data !== "gone" && <Detail token={token.data} onRemoved={onClose} />}
    </Panel>
  );
}

function Detail({ token, onRemoved }: { readonly token: Token; readonly onRemoved: () => void }) {
  const texts = useTexts();
  const words = texts.tokens;
  const mayAudit = useMay()("audit/view");
  const condition = conditionOf(token, Date.now());
  return (
    <>
      <div className={styles.head}>
        <ConditionBadge token={token} />
        <span>{typeName(token.type, texts)}</span>
      </div>
      {token.progress === "complete" ? (
        condition !== "ready" && <p>{words.conditionHelp[condition]}</p>
      ) : (
        <div className={styles.note}>
          <InfoNote>{words.progress[token.progress]}</InfoNote>
        </div>
      )}
      <UsageNote token={token} />
      <TokenActions token={token} onRemoved={onRemoved} />
      <Section title={words.about}>
        <Facts facts={[...useFacts(token), ...useKindFacts(token)]} />
      </Section>
      {mayAudit && (
        <Section title={words.history}>
          <TokenHistory serial={token.serial} />
        </Section>
      )}
    </>
  );
}

function UsageNote({ token }: { readonly token: Token }) {
  const { usages, opens } = useTexts().tokens;
  const reach = useReach(token.paths.includes("validate") ? { serial: token.serial } : undefined);
  const Icon = isRollout(token) ? IconTicket : IconWorld;
  return (
    <p className={styles.usageNote} data-open={!isRollout(token)}>
      <Icon aria-hidden />
      <span>
        {opens}: <strong>{reach ?? usages[usageOf(token.paths)]}</strong>
      </span>
    </p>
  );
}

function useFacts(token: Token) {
  const words = useTexts().tokens;
  const { language } = useLanguage();
  const moment = (text: string) => (text === "" ? "" : formatMoment(text, language));
  const { successes, successLimit, attempts, attemptLimit } = token;
  const uses = (count: number, limit: number | undefined) =>
    limit === undefined ? words.countOpen(count) : words.countOf(count, limit);
  return [
    { label: words.owner, value: ownerOf(token, words) },
    { label: words.realms, value: token.realms.join(", ") || words.noRealm },
    { label: words.description, value: token.description },
    { label: words.address, value: token.address },
    { label: words.failures, value: words.failuresOf(token.failCount, token.failLimit) },
    { label: words.successes, value: uses(successes, successLimit) },
    { label: words.attempts, value: uses(attempts, attemptLimit) },
    { label: words.validFrom, value: moment(token.validFrom) },
    { label: words.validUntil, value: moment(token.validUntil) || words.unlimited },
    { label: words.lastSuccess, value: moment(token.lastSuccess) },
    { label: words.counter, value: String(token.counter) },
    { label: words.created, value: moment(token.created) },
  ];
}

/** What the token's kind needs to know. */
function useKindFacts({ facts }: Token) {
  const words = useTexts().tokens;
  return kindFacts.map((name) => {
    const value = facts[name] ?? "";
    const isLocal = name.endsWith("local_checkpin") && value !== "";
    const told = isLocal ? (value === "0" ? words.pinThere : words.pinHere) : value;
    const isSerial = name === "forward.serial" && value !== "";
    return {
      label: words.facts[name],
      value: isSerial ? <a href={addresses.token(value)}>{value}</a> : told,
    };
  });
}

function ownerOf(token: Token, words: { readonly nobody: string; readonly ownerLost: string }): string {
  return token.ownerLost ? words.ownerLost : token.owner || words.nobody;
}
