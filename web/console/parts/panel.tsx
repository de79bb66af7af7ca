// A panel that slides in from the side: the detail of one row, over its list.

import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";

type PanelProps = {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

export function Panel(props: PanelProps) {
  return (
    <Drawer opened onClose={props.onClose} position="right" size="min(100vw, 36rem)" title={props.title}>
      {props.children}
    </Drawer>
  );
}
