// The clients of a policy: addresses, networks, and access points, whose names are offered for the entry being typed.

import { Autocomplete } from "@mantine/core";
import type { ReactNode } from "react";
import { shownPoint, signOf } from "../../access-points/access-points.ts";
import { useAccessPoints } from "../../access-points/use-access-points.ts";

type ClientFieldProps = {
  readonly label: string;
  readonly description: string;
  readonly value: string;
  readonly error: ReactNode;
  readonly onChange: (clients: string) => void;
};

export function ClientField({ value, ...field }: ClientFieldProps) {
  const points = useAccessPoints();
  const before = /^.*,\s*/.exec(value)?.[0] ?? "";
  const { sign, body } = signOf(value.slice(before.length));
  const begun = body === "*" ? "" : body.toLowerCase();
  const offered = points.filter(({ name }) => name !== body && name.toLowerCase().includes(begun));
  const shown = new Map(offered.map((point) => [`${before}${sign}${point.name}`, shownPoint(point)]));
  return (
    <Autocomplete
      {...field}
      value={value}
      data={[...shown.keys()]}
      filter={({ options }) => options}
      renderOption={({ option }) => shown.get(option.value) ?? option.value}
      size="md"
      spellCheck={false}
    />
  );
}
