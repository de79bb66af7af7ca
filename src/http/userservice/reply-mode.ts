// How a person answers a challenge in the portal: by typing (`offline`), elsewhere while the page polls (`online`), or both.

const modes: Readonly<Record<string, readonly string[]>> = { push: ["online"], qr: ["offline", "online"] };

export function replyMode(type: string): readonly string[] {
  return modes[type] ?? ["offline"];
}
