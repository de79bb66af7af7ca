// What types keep in `token.info`. Numbers may be stored as text: LinOTP did so, and so do imported tokens.

import type { Token } from "../core/token.ts";

export type Info = Token["info"];

export function infoNumber({ info }: Pick<Token, "info">, key: string): number | undefined {
  const value = info[key];
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

export function infoText({ info }: Pick<Token, "info">, key: string): string | undefined {
  const value = info[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function without(info: Info, ...keys: readonly string[]): Info {
  return Object.fromEntries(Object.entries(info).filter(([key]) => !keys.includes(key)));
}
