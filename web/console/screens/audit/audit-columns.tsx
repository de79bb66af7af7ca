// The columns of the audit table.

import { formatShort } from "../../../shared/language/format.ts";
import type { Language } from "../../../shared/language/language.ts";
import { type AccessPoint, addressWithNames } from "../../access-points/access-points.ts";
import type { AuditEntry } from "../../api/read-audit.ts";
import { Badge } from "../../parts/badge.tsx";
import type { Column } from "../../parts/data-table.tsx";
import type { ConsoleTexts } from "../../texts/texts.ts";
import styles from "./audit.module.css";

export type AuditTable = {
  readonly points: readonly AccessPoint[];
  readonly onOpen: (entry: AuditEntry) => void;
};

export function auditColumns(
  texts: ConsoleTexts,
  language: Language,
  { points, onOpen }: AuditTable,
): readonly Column<AuditEntry>[] {
  const words = texts.audit;
  return [
    {
      key: "moment",
      label: words.columns.moment,
      sort: "number",
      head: true,
      cell: (entry) => (
        <button type="button" className={styles.open} onClick={() => onOpen(entry)}>
          <time dateTime={entry.moment}>{formatShort(entry.moment, language)}</time>
        </button>
      ),
    },
    {
      key: "action",
      label: words.columns.action,
      sort: "action",
      cell: ({ action }) => action.replace("/", "/\u200b"),
    },
    {
      key: "success",
      label: words.columns.success,
      sort: "success",
      cell: ({ success }) => (
        <Badge tone={success ? "good" : "bad"}>{success ? words.succeeded : words.failed}</Badge>
      ),
    },
    {
      key: "user",
      label: words.columns.user,
      sort: "user",
      cell: ({ user, realm }) => [user, realm].filter(Boolean).join(" · "),
    },
    { key: "serial", label: words.columns.serial, sort: "serial", cell: ({ serial }) => serial },
    {
      key: "administrator",
      label: words.columns.administrator,
      sort: "administrator",
      cell: ({ administrator }) => administrator.split("@")[0],
    },
    {
      key: "client",
      label: words.columns.client,
      sort: "client",
      cell: ({ client }) => addressWithNames(client, points),
    },
    {
      key: "intact",
      label: words.columns.intact,
      cell: ({ intact }) => <Badge tone={intact ? "quiet" : "bad"}>{intact ? "OK" : "FAIL"}</Badge>,
    },
  ];
}
