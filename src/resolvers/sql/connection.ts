// What the three databases have in common: a question with its values, and rows of text.

import type { Lendable } from "../ldap/pool.ts";

export interface Statement {
  /** SQL in the spelling of the database. No value that anybody typed is in it. */
  readonly text: string;
  readonly values: readonly (string | bigint)[];
}

/** Column by column, as they were asked for. */
export type Row = readonly (string | undefined)[];

/** The question compares a column with what it cannot hold, a number with letters; it has to be asked as text. */
export const unfit = "unfit";

export interface Connection extends Lendable {
  /** In a transaction that cannot write, within a time limit. Throws a Trouble. */
  run(statement: Statement): Promise<readonly Row[] | typeof unfit>;
}

const idleMs = 60_000;
/** The database ends a question by itself first; this much later we do. */
export const graceMs = 1000;

/** Calls back when nothing was asked for so long, unless asked again; nobody waits for it to end the process. */
export function idleTimer(tooLong: () => void): { readonly busy: () => void; readonly idle: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const busy = () => clearTimeout(timer);
  return {
    busy,
    idle: () => {
      busy();
      timer = setTimeout(tooLong, idleMs).unref();
    },
  };
}

/** Work that must end in time; otherwise `giveUp` is called, and the answer is what `late` says. */
export async function within<Answer>(
  work: Promise<Answer>,
  { ms, giveUp, late }: { readonly ms: number; readonly giveUp: () => void; readonly late: () => Error },
): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      giveUp();
      reject(late());
    }, ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
