// One access point: its networks, the policies that name it, and what can be done with it.

import { Button } from "@mantine/core";
import { useState } from "react";
import type { AccessPoint } from "../../access-points/access-points.ts";
import type { Policy } from "../../api/read-policy.ts";
import { Question } from "../../parts/question.tsx";
import { useDeed } from "../../parts/use-deed.ts";
import { addresses } from "../../places.ts";
import { useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./access-points.module.css";
import { PointDialog } from "./point-dialog.tsx";

type PointRowProps = { readonly point: AccessPoint; readonly users: readonly Policy[] };

export function PointRow({ point, users }: PointRowProps) {
  const words = useTexts().accessPoints;
  const { server } = useConsole();
  const removal = useDeed();
  const [asking, setAsking] = useState<"edit" | "remove">();
  const { name, networks } = point;
  const close = () => {
    removal.reset();
    setAsking(undefined);
  };
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <span className={styles.name}>{name}</span>
        <span>{networks.join(", ")}</span>
        <span className={styles.soft}>
          {users.length === 0 ? words.unused : <PolicyLinks label={words.usedBy} policies={users} />}
        </span>
      </div>
      <div className={styles.buttons}>
        <Button size="sm" variant="default" onClick={() => setAsking("edit")} aria-label={words.editOf(name)}>
          {words.edit}
        </Button>
        <Button
          size="sm"
          variant="default"
          onClick={() => setAsking("remove")}
          aria-label={words.removeOf(name)}
        >
          {words.remove}
        </Button>
      </div>
      {asking === "edit" && <PointDialog point={point} taken={[]} onClose={close} />}
      {asking === "remove" && (
        <Question
          title={words.askRemove(name)}
          confirmLabel={words.remove}
          danger
          deed={removal}
          onConfirm={() => void removal.run(() => server.removeAccessPoint(name), words.done.removed(name))}
          onCancel={close}
        >
          {users.length === 0 ? (
            words.removeWarning
          ) : (
            <PolicyLinks label={words.removeUsed} policies={users} />
          )}
        </Question>
      )}
    </li>
  );
}

function PolicyLinks({ label, policies }: { readonly label: string; readonly policies: readonly Policy[] }) {
  return (
    <>
      {label}{" "}
      {policies.map(({ name }, index) => (
        <span key={name}>
          {index > 0 && ", "}
          <a href={addresses.policy(name)}>{name}</a>
        </span>
      ))}
    </>
  );
}
