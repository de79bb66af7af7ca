// The access points: their names, their networks, and the policies that name them.

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { EmptyState } from "../../../shared/layout/empty-state.tsx";
import { Waiting } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { usersOf } from "../../access-points/access-points.ts";
import { useAccessPointsQuery } from "../../access-points/use-access-points.ts";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import styles from "./access-points.module.css";
import { PointDialog } from "./point-dialog.tsx";
import { PointRow } from "./point-row.tsx";

export function AccessPointsScreen() {
  const words = useTexts().accessPoints;
  const { server } = useConsole();
  const points = useAccessPointsQuery();
  const policies = useQuery({ queryKey: [personal, "policies"], queryFn: server.policies });
  const [adding, setAdding] = useState(false);
  const names = points.data?.map(({ name }) => name) ?? [];
  const addButton = (
    <Button onClick={() => setAdding(true)} leftSection={<IconPlus size={20} aria-hidden />}>
      {words.add}
    </Button>
  );
  return (
    <>
      <PageTitle title={words.title} lead={words.lead} actions={addButton} />
      {points.isPending && <Waiting />}
      {points.isError && (
        <ConsoleProblem problem={problemFrom(points.error)} onRetry={() => void points.refetch()} />
      )}
      {points.data?.length === 0 && <EmptyState title={words.none}>{words.noneNext}</EmptyState>}
      {names.length > 0 && (
        <ul className={styles.list}>
          {points.data?.map((point) => (
            <PointRow key={point.name} point={point} users={usersOf(point.name, policies.data ?? [])} />
          ))}
        </ul>
      )}
      {adding && <PointDialog point={undefined} taken={names} onClose={() => setAdding(false)} />}
    </>
  );
}
