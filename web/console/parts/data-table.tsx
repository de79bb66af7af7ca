// A table of what the server has: headings that sort, rows that lead somewhere. On a small screen each row is a card.

import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import styles from "./data-table.module.css";

export type Column<Row> = {
  readonly key: string;
  readonly label: string;
  readonly cell: (row: Row) => ReactNode;
  /** The server's name of this order; without it the column cannot be sorted by. */
  readonly sort?: string;
  /** The heading that names the row. It leads to `hrefOf(row)`. */
  readonly head?: boolean;
};

export type Order = { readonly by: string; readonly descending: boolean };

type DataTableProps<Row> = {
  /** What the table is about, for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly hrefOf?: (row: Row) => string;
  readonly order?: Order;
  readonly onSort?: (by: string) => void;
  /** Shown while a newer page is on its way. */
  readonly stale?: boolean;
};

export function DataTable<Row>(props: DataTableProps<Row>) {
  return (
    <table className={styles.table} data-stale={props.stale === true}>
      <caption className={styles.spoken}>{props.label}</caption>
      <thead>
        <tr>
          {props.columns.map((column) => (
            <Heading key={column.key} column={column} order={props.order} onSort={props.onSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr key={props.keyOf(row)} data-leads={props.hrefOf !== undefined}>
            {props.columns.map((column) => (
              <Cell key={column.key} column={column} row={row} href={props.hrefOf?.(row)} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type CellProps<Row> = { readonly column: Column<Row>; readonly row: Row; readonly href: string | undefined };

function Cell<Row>({ column, row, href }: CellProps<Row>) {
  const content = column.cell(row);
  if (column.head !== true) return <td data-label={column.label}>{content}</td>;
  return (
    <th scope="row">
      {href === undefined ? (
        content
      ) : (
        <a className={styles.lead} href={href}>
          {content}
        </a>
      )}
    </th>
  );
}

type HeadingProps<Row> = {
  readonly column: Column<Row>;
  readonly order: Order | undefined;
  readonly onSort: ((by: string) => void) | undefined;
};

function Heading<Row>({ column, order, onSort }: HeadingProps<Row>) {
  const { sort, label } = column;
  if (sort === undefined || onSort === undefined) return <th scope="col">{label}</th>;
  const sorted = order?.by === sort ? (order.descending ? "descending" : "ascending") : "none";
  const Icon = { ascending: IconArrowUp, descending: IconArrowDown, none: IconArrowsSort }[sorted];
  return (
    <th scope="col" aria-sort={sorted}>
      <button type="button" className={styles.sort} onClick={() => onSort(sort)}>
        {label}
        <Icon size={16} aria-hidden />
      </button>
    </th>
  );
}
