// The first page: a few figures, and the things that are done most.

import { Button } from "@mantine/core";
import { IconChevronRight, IconListSearch, IconTicket, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { problemFrom } from "../../../shared/api/envelope.ts";
import { ErrorNote } from "../../../shared/layout/notes.tsx";
import { PageTitle } from "../../../shared/layout/page-title.tsx";
import { ConsoleProblem } from "../../parts/console-problem.tsx";
import { useMay, useResolvers } from "../../parts/use-directories.ts";
import { addresses } from "../../places.ts";
import { personal, useConsole } from "../../session/console-context.tsx";
import { useTexts } from "../../texts/texts.ts";
import { alarmFilters, auditParameters, firstAudit } from "../audit/audit-state.ts";
import { saidAs } from "../directories/said.ts";
import styles from "./home.module.css";

export function HomeScreen() {
  const words = useTexts().home;
  const may = useMay();
  return (
    <>
      <PageTitle title={words.title} lead={words.lead} />
      <Outages />
      <Figures />
      <ul className={styles.tasks}>
        <Task href={addresses.issue} icon={<IconTicket aria-hidden />} {...words.tasks.issue} />
        <Task href={addresses.people} icon={<IconUsers aria-hidden />} {...words.tasks.people} />
        {may("audit/view") && (
          <Task href={addresses.audit} icon={<IconListSearch aria-hidden />} {...words.tasks.audit} />
        )}
      </ul>
    </>
  );
}

/** Directories that do not answer, as far as the server has noticed. */
function Outages() {
  const words = useTexts().directoryForms;
  const out = (useResolvers().data ?? []).filter(({ outage }) => outage !== "");
  if (out.length === 0) return null;
  const notes = out.map(({ name, outage }) => (
    <ErrorNote
      key={name}
      what={words.outageOf(name)}
      next={
        <>
          <div>{saidAs(outage, words.said, words.labels)}</div>
          <div>{words.outageNext}</div>
          <Button component="a" mt="sm" size="sm" variant="default" href={addresses.directories}>
            {words.toDirectories}
          </Button>
        </>
      }
    />
  ));
  return <div className={styles.outages}>{notes}</div>;
}

function Figures() {
  const words = useTexts().home;
  const { server } = useConsole();
  const mayAudit = useMay()("audit/view");
  const figures = useQuery({
    queryKey: [personal, "figures", mayAudit],
    queryFn: async () => {
      const alarms = auditParameters({ ...firstAudit, filters: alarmFilters });
      const [all, active, rollout, audit] = await Promise.all([
        server.countTokens({}),
        server.countTokens({ active: true }),
        server.countTokens({ rollout: true }),
        mayAudit ? server.audit({ ...alarms, rp: "1" }) : { total: 0 },
      ]);
      return { all, active, rollout, alarms: audit.total };
    },
  });
  if (figures.isError) {
    return <ConsoleProblem problem={problemFrom(figures.error)} onRetry={() => void figures.refetch()} />;
  }
  const { data } = figures;
  return (
    <dl className={styles.figures} aria-busy={figures.isPending}>
      <Figure label={words.tokens} value={data?.all} href={addresses.tokens} />
      <Figure label={words.active} value={data?.active} href={addresses.tokens} />
      <Figure
        label={words.rollout}
        value={data?.rollout}
        href={addresses.rolloutTokens}
        hint={words.rolloutHint}
      />
      {mayAudit && (
        <Figure
          label={words.alarms}
          value={data?.alarms}
          href={addresses.alarms}
          hint={words.alarmsHint}
          alarming={(data?.alarms ?? 0) > 0}
        />
      )}
    </dl>
  );
}

type FigureProps = {
  readonly label: string;
  readonly value: number | undefined;
  readonly href: string;
  readonly hint?: string;
  readonly alarming?: boolean;
};

function Figure({ label, value, href, hint, alarming }: FigureProps) {
  return (
    <div className={styles.figure} data-alarming={alarming === true}>
      <dt>
        <a href={href}>{label}</a>
      </dt>
      <dd>
        <span className={styles.value}>{value ?? "–"}</span>
        {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      </dd>
    </div>
  );
}

type TaskProps = {
  readonly href: string;
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
};

function Task({ href, icon, title, text }: TaskProps) {
  return (
    <li>
      <a className={styles.task} href={href}>
        <span className={styles.icon}>{icon}</span>
        <span className={styles.words}>
          <span className={styles.name}>{title}</span>
          <span className={styles.text}>{text}</span>
        </span>
        <IconChevronRight size={20} aria-hidden />
      </a>
    </li>
  );
}
