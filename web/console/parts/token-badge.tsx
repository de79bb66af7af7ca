// The condition of a token as a badge, and the word for its type.

import type { Token } from "../api/read-token.ts";
import { type ConsoleTexts, useTexts } from "../texts/texts.ts";
import { Badge } from "./badge.tsx";
import { conditionOf, conditionTones } from "./token-condition.ts";

export function ConditionBadge(props: { readonly token: Token }) {
  const texts = useTexts();
  const condition = conditionOf(props.token, Date.now());
  return <Badge tone={conditionTones[condition]}>{texts.tokens.conditions[condition]}</Badge>;
}

export function typeName(type: string, texts: ConsoleTexts): string {
  const names: Readonly<Record<string, string>> = texts.tokens.types;
  return names[type] ?? type;
}
