// What a test of a directory found, for eyes and ears.

import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { Finding, Place } from "../../api/read-finding.ts";
import { useTexts } from "../../texts/texts.ts";
import styles from "./directories.module.css";
import { saidAs } from "./said.ts";

type TestFindingProps = { readonly busy: boolean; readonly finding: Finding | undefined };

/** Always on the page, so that it is spoken when something appears in it. */
export function TestFinding({ busy, finding }: TestFindingProps) {
  const words = useTexts().directoryForms;
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (finding !== undefined) element.current?.scrollIntoView({ block: "nearest" });
  }, [finding]);
  return (
    <div ref={element} role="status" aria-live="polite" className={styles.finding}>
      {busy && <p className={styles.soft}>{words.testing}</p>}
      {!busy && finding?.kind === "people" && <People {...finding} />}
      {!busy && finding?.kind === "trouble" && <Trouble places={finding.places} />}
    </div>
  );
}

function People({ count, hasMore, sample }: Extract<Finding, { kind: "people" }>) {
  const words = useTexts().directoryForms;
  const isWell = count > 0;
  return (
    <div className={styles.verdict} data-well={isWell}>
      {isWell ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
      <div>
        <p>{isWell ? words.found(count, hasMore) : words.foundNobody}</p>
        {sample.length > 0 && <p className={styles.soft}>{words.sample(sample.join(", "))}</p>}
      </div>
    </div>
  );
}

function Trouble({ places }: { readonly places: readonly Place[] }) {
  const words = useTexts().directoryForms;
  return (
    <div className={styles.verdict} data-well={false}>
      <IconAlertTriangle aria-hidden />
      <div>
        <p>{words.notWorking}</p>
        {places.length === 0 && <p>{words.noReason}</p>}
        <ul>
          {places.map(({ server, says, works }) => (
            <li key={`${server} ${says}`}>
              {server !== "" && <strong>{server}: </strong>}
              {works ? words.works : saidAs(says, words.said, words.labels)}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
