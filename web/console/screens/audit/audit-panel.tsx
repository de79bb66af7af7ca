// One entry of the audit trail, complete.

import { formatMoment } from "../../../shared/language/format.ts";
import { useLanguage } from "../../../shared/language/language-provider.tsx";
import { addressWithNames } from "../../access-points/access-points.ts";
import { useAccessPoints } from "../../access-points/use-access-points.ts";
import type { AuditEntry } from "../../api/read-audit.ts";
import { Facts } from "../../parts/facts.tsx";
import { Panel } from "../../parts/panel.tsx";
import { addresses } from "../../places.ts";
import { useTexts } from "../../texts/texts.ts";

type AuditPanelProps = { readonly entry: AuditEntry; readonly onClose: () => void };

export function AuditPanel({ entry, onClose }: AuditPanelProps) {
  const words = useTexts().audit;
  const { columns } = words;
  const { language } = useLanguage();
  const points = useAccessPoints();
  const oneToken = /^[\w-]+$/.test(entry.serial);
  return (
    <Panel title={words.entry(entry.number)} onClose={onClose}>
      <Facts
        facts={[
          { label: columns.moment, value: formatMoment(entry.moment, language) },
          { label: columns.action, value: entry.action },
          { label: columns.success, value: entry.success ? words.succeeded : words.failed },
          { label: columns.user, value: entry.user },
          { label: columns.realm, value: entry.realm },
          {
            label: columns.serial,
            value: oneToken ? <a href={addresses.token(entry.serial)}>{entry.serial}</a> : entry.serial,
          },
          { label: columns.tokenType, value: entry.tokenType },
          { label: columns.administrator, value: entry.administrator },
          { label: columns.detail, value: entry.detail },
          { label: columns.info, value: entry.info },
          { label: columns.client, value: addressWithNames(entry.client, points) },
          { label: columns.server, value: entry.server },
          { label: columns.intact, value: entry.intact ? words.isIntact : words.isBroken },
        ]}
      />
    </Panel>
  );
}
