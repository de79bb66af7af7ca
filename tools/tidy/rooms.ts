// Who may import whom. Widening this table needs a decision record in docs/decisions.

import { type Import, isForTests, type Source } from "./source.ts";

type Room = {
  /** What the paths of the room begin with. */
  readonly room: string;
  /** What a path may begin with to be imported from there; the room itself always may. */
  readonly may: readonly string[];
  /** Paths that may be imported for their types only. */
  readonly typesOf?: readonly string[];
};

/** The first row that fits a path is its room. Programs put everything together and are imported by nobody else. */
const rooms: readonly Room[] = [
  { room: "src/main.ts", may: ["src/"] },
  { room: "src/serve.ts", may: ["src/"] },
  { room: "src/compose.ts", may: ["src/"] },
  { room: "src/cli/demo.ts", may: ["src/"] },
  { room: "src/cli/audit.ts", may: ["src/"] },
  { room: "src/core/", may: [] },
  { room: "src/tokens/", may: ["src/core/"] },
  { room: "src/operations/", may: ["src/core/", "src/tokens/"] },
  { room: "src/store/", may: ["src/core/"] },
  { room: "src/resolvers/", may: ["src/core/"] },
  { room: "src/providers/", may: ["src/core/", "src/egress/"] },
  { room: "src/outside/", may: ["src/core/", "src/egress/"] },
  { room: "src/egress/", may: [] },
  { room: "src/vault/", may: ["src/core/"] },
  { room: "src/webauthn/", may: ["src/core/"] },
  { room: "src/http/", may: ["src/core/", "src/operations/", "src/tokens/"] },
  { room: "src/cli/", may: ["src/core/", "src/operations/", "src/http/wire.ts"] },
  { room: "src/config.ts", may: ["src/core/fields.ts"] },
  { room: "src/log.ts", may: [] },
  { room: "web/portal/", may: ["web/shared/"], typesOf: ["src/http/wire.ts"] },
  { room: "web/console/", may: ["web/shared/"], typesOf: ["src/http/wire.ts"] },
  { room: "web/shared/", may: [], typesOf: ["src/http/wire.ts"] },
  { room: "web/", may: ["web/shared/"] },
  { room: "tools/", may: ["src/"] },
];

export function directionComplaints(source: Source): readonly string[] {
  if (source.isTest) return [];
  const room = rooms.find((each) => source.path.startsWith(each.room));
  if (room === undefined) {
    return [
      `${source.path}: belongs to no room; move it, or add a row to rooms in tools/tidy/rooms.ts with an ADR`,
    ];
  }
  return source.imports
    .filter((each) => each.ours && !allowed(room, each))
    .map(({ target }) => `${source.path}: may not import ${target}; ${remedy(room)}`);
}

function allowed(room: Room, { target, typesOnly }: Import): boolean {
  const from = (prefixes: readonly string[]): boolean => prefixes.some((prefix) => target.startsWith(prefix));
  if (isForTests(target)) return false;
  return from([room.room, ...room.may]) || (typesOnly && from(room.typesOf ?? []));
}

function remedy({ room, may, typesOf = [] }: Room): string {
  const allowedHere = [...may, ...typesOf.map((path) => `${path} (types)`)].join(", ") || "nothing else";
  return `${room} may import ${allowedHere}. Take it as an argument, or move what is shared to core`;
}
