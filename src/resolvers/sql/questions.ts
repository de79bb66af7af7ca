// What a resolver asks of a table, as SQL with values apart. Names are quoted, values are never part of the text.

import type { PersonFilter } from "../../core/user.ts";
import type { Row, Statement } from "./connection.ts";
import { type Dialect, dialects } from "./dialect.ts";
import type { SqlParameters } from "./parameters.ts";

/** Comparisons as the columns' types want them; where a value does not fit the type, as text. */
export interface Question {
  readonly typed: Statement;
  readonly asText: Statement;
}

/** More rows than this that equal one login, as databases compare, and something is wrong. */
export const mostAlike = 1000;

type Values = (string | bigint)[];
/** Writes a condition, and adds its values. */
type Condition = (values: Values, style: keyof Question) => string;

export function createQuestionTexts({ table, where, columns, limit, target }: SqlParameters) {
  const dialect = dialects[target.engine];
  const name = table.map(dialect.quote).join(".");
  const wanted = [columns.uid, columns.login, ...columns.shown.values()];
  const secret = [columns.password, columns.salt].flatMap((column) => column ?? []);
  const from = `FROM ${name}`;
  const statement = ({ select, conditions, most }: Select, style: keyof Question): Statement => {
    const values: Values = [];
    const list = select.map((column) => dialect.asText(dialect.quote(column))).join(", ");
    const all = conditions.map((condition) => condition(values, style));
    if (where !== "") all.push(`(${where})`);
    const condition = all.length === 0 ? "" : ` WHERE ${all.join(" AND ")}`;
    return { text: `SELECT ${list} ${from}${condition} LIMIT ${most}`, values };
  };
  const question = (select: Select): Question => ({
    typed: statement(select, "typed"),
    asText: statement(select, "asText"),
  });
  return {
    /** Everybody whose column equals the value as the database compares: perhaps more than one who is meant. */
    alike: (column: string, value: string, withSecrets: boolean): Question =>
      question({
        select: withSecrets ? [...wanted, ...secret] : wanted,
        conditions: [equals(dialect, column, value)],
        most: mostAlike,
      }),
    /** One more than the limit, to know whether there are more. */
    search: (filter: PersonFilter): Question =>
      question({ select: wanted, conditions: searchConditions(dialect, columns, filter), most: limit + 1 }),
    /** To find out what is wrong: step by step, each with one more thing that may be wrong. */
    trials: (): readonly Trial[] => [
      { about: "Table", statement: { text: `SELECT 1 ${from} LIMIT 1`, values: [] } },
      ...[...new Set([...wanted, ...secret])].map((column) => ({
        about: `column ${column}`,
        statement: { text: `SELECT ${dialect.quote(column)} ${from} LIMIT 1`, values: [] },
      })),
      { about: "Where", statement: statement({ select: [columns.uid], conditions: [], most: 1 }, "typed") },
    ],
    /** The first few people. */
    few: (): Statement => statement({ select: wanted, conditions: [], most: 5 }, "typed"),
    count: (): Statement => {
      const condition = where === "" ? "" : ` WHERE (${where})`;
      return { text: `SELECT ${dialect.asText("COUNT(*)")} ${from}${condition}`, values: [] };
    },
  };
}

export interface Trial {
  readonly about: string;
  readonly statement: Statement;
}

interface Select {
  readonly select: readonly string[];
  readonly conditions: readonly Condition[];
  readonly most: number;
}

function equals(dialect: Dialect, column: string, value: string): Condition {
  const quoted = dialect.quote(column);
  const isNumber = dialect.hasLooseTypes && /^-?(0|[1-9]\d{0,17})$/.test(value);
  return (values, style) => {
    values.push(value);
    const isText = `${style === "asText" ? dialect.asText(quoted) : quoted} = ${dialect.value(values.length)}`;
    if (!isNumber) return isText;
    values.push(BigInt(value));
    return `(${isText} OR ${quoted} = ${dialect.value(values.length)})`;
  };
}

function searchConditions(
  dialect: Dialect,
  { uid, login, shown }: SqlParameters["columns"],
  filter: PersonFilter,
): readonly Condition[] {
  const columns = new Map([["userid", uid], ["username", login], ...shown]);
  const each = Object.entries(filter).flatMap(([field, pattern]) => {
    const column = columns.get(field);
    return column === undefined ? [] : [fits(dialect, column, pattern)];
  });
  const term = filter["searchTerm"];
  if (term === undefined || /^\*+$/.test(term)) return each;
  const anywhere = [...new Set(columns.values())].map((column) => fits(dialect, column, term));
  return [...each, (values, style) => `(${anywhere.map((any) => any(values, style)).join(" OR ")})`];
}

/** `<x`, `<=x`, `>x`, `>=x` compare; everything else is a pattern. */
function fits(dialect: Dialect, column: string, pattern: string): Condition {
  const quoted = dialect.quote(column);
  const side = (style: keyof Question) => (style === "asText" ? dialect.asText(quoted) : quoted);
  const [, operator, bound = ""] = /^(<=|>=|<|>)(.*)$/s.exec(pattern) ?? [];
  return (values, style) => {
    values.push(operator === undefined ? likePattern(pattern, dialect) : bound.trim());
    const value = dialect.value(values.length);
    return operator === undefined
      ? dialect.matches(side(style), value)
      : `${side(style)} ${operator} ${value}`;
  };
}

/** Contract 11 section 4: `*` is any text, `.` any letter, everything else is itself. */
function likePattern(pattern: string, { anyLetter }: Dialect): string {
  return pattern.replace(/[!%_]/g, "!$&").replace(/\*+/g, "%").replaceAll(".", anyLetter);
}

/** A row of `alike` or `search`. */
export function readRow(row: Row, { shown, password, salt }: SqlParameters["columns"]): ReadRow {
  const [uid, login, ...others] = row;
  const fields = [...shown.keys()].map((field, index) => [field, others[index]] as const);
  const rest = others.slice(fields.length);
  return {
    uid,
    login,
    fields,
    hash: password === undefined ? undefined : rest[0],
    salt: salt === undefined ? undefined : rest.at(-1),
  };
}

export interface ReadRow {
  readonly uid: string | undefined;
  readonly login: string | undefined;
  readonly fields: readonly (readonly [string, string | undefined])[];
  readonly hash: string | undefined;
  readonly salt: string | undefined;
}
