// A QR code to be scanned from the screen. Always dark on white: many scanners cannot read it inverted.

import { useMemo } from "react";
import styles from "./qr-image.module.css";
import { qrPath } from "./qr-path.ts";

/** `label` says what scanning it does; whoever cannot see it needs another way beside it. */
export function QrImage(props: { readonly text: string; readonly label: string }) {
  const { size, path } = useMemo(() => qrPath(props.text), [props.text]);
  return (
    <svg
      className={styles.qr}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={props.label}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
