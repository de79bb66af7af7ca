// One token: what it is, how it is, and what can be done with it.

import { Badge, Button, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import type { Token } from "../../api/read-token.ts";
import { type PortalTexts, useTexts } from "../../texts/texts.ts";
import { TokenIcon, tokenName, typeName } from "../../token-words.tsx";
import {
  actionsFor,
  conditionOf,
  type TokenAction,
  type TokenCondition,
  urgentAction,
  waitsForScan,
} from "./token-actions.ts";
import styles from "./tokens.module.css";
import { cardId } from "./use-focus-return.ts";

type TokenCardProps = {
  readonly token: Token;
  /** The person's policy actions. */
  readonly allowed: readonly string[];
  /** Its enrollment is still going on elsewhere. */
  readonly pending: boolean;
  /** Some enrollment is still going on elsewhere. */
  readonly busy: boolean;
  readonly onAction: (action: TokenAction) => void;
};

export function TokenCard({ token, allowed, pending, busy, onAction }: TokenCardProps) {
  const texts = useTexts();
  const actions = actionsFor(token, allowed, busy);
  const urgent = pending ? undefined : urgentAction(token, actions);
  const rest = actions.filter((action) => action !== urgent);
  const condition = conditionOf(token);
  const name = tokenName(token, texts);

  return (
    <article
      className={styles.card}
      id={cardId(token.serial)}
      tabIndex={-1}
      aria-label={name}
      data-active={token.active}
    >
      <div className={styles.icon}>
        <TokenIcon type={token.type} />
      </div>
      <div className={styles.words}>
        <h2 className={styles.name}>{name}</h2>
        <p className={styles.about}>
          {token.description !== "" && <span>{typeName(token.type, texts)}</span>}
          <span>
            <span className={styles.quiet}>{texts.tokens.serial}</span> <code>{token.serial}</code>
          </span>
        </p>
        {remarksOn(token, condition, texts).map((remark) => (
          <p className={styles.remark} key={remark}>
            {remark}
          </p>
        ))}
      </div>
      <Condition condition={condition} />
      <div className={styles.actions}>
        {urgent !== undefined && (
          <Button variant="light" onClick={() => onAction(urgent)}>
            {urgent === "test" ? texts.actions.prove : texts.actions[urgent]}
          </Button>
        )}
        {rest.length > 0 && <MoreMenu name={name} actions={rest} onAction={onAction} />}
      </div>
    </article>
  );
}

const colours: Readonly<Record<TokenCondition, string>> = {
  ready: "pine",
  unproven: "amber",
  unfinished: "amber",
  locked: "red",
  disabled: "gray",
};

function Condition(props: { readonly condition: TokenCondition }) {
  const texts = useTexts();
  return (
    <Badge className={styles.condition} variant="light" size="lg" color={colours[props.condition]}>
      {texts.tokens[props.condition]}
    </Badge>
  );
}

function remarksOn(token: Token, condition: TokenCondition, texts: PortalTexts): readonly string[] {
  const words = texts.tokens;
  const about = {
    ready: token.failCount > 0 ? words.failures(token.failCount) : "",
    unproven: words.unprovenHelp,
    locked: words.lockedHelp,
    disabled: "",
    unfinished: waitsForScan(token) ? words.unscanned : "",
  }[condition];
  const address = token.address === "" ? "" : words.sentTo(token.address);
  return [address, about].filter((remark) => remark !== "");
}

type MoreMenuProps = {
  readonly name: string;
  readonly actions: readonly TokenAction[];
  readonly onAction: (action: TokenAction) => void;
};

function MoreMenu({ name, actions, onAction }: MoreMenuProps) {
  const texts = useTexts();
  return (
    <Menu position="bottom-end" shadow="md" withinPortal={false}>
      <Menu.Target>
        <Button
          variant="default"
          aria-label={texts.tokens.moreFor(name)}
          leftSection={<IconDots size={20} aria-hidden />}
        >
          {texts.tokens.more}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <Menu.Item
            key={action}
            className={styles.item}
            {...(action === "delete" ? { color: "var(--latch-danger)" } : {})}
            onClick={() => onAction(action)}
          >
            {texts.actions[action]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
