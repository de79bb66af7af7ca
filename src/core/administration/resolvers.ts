// Setting, renaming and deleting resolvers (contract 08 section 2).

import { auditEntry, type Origin } from "../audit.ts";
import type { Change, Decision, DirectoryPerson } from "../change.ts";
import { missing } from "../fields.ts";
import { Refusal, refuse } from "../problem.ts";
import type { ResolverSettings } from "../settings.ts";
import type { State } from "../store.ts";
import { sameOwner } from "../token.ts";
import { realmsWith } from "./realms.ts";

export interface ResolverCommand {
  /** Secret parameters are sealed already; those that are to stay as they are are absent. */
  readonly next: ResolverSettings;
  /** Empty: a new resolver. Another name: the resolver is renamed. */
  readonly previousName: string;
  /** Seals a stored secret again for the row of another name. */
  readonly reseal: (
    sealed: string,
    move: { readonly from: string; readonly to: string; readonly parameter: string },
  ) => string;
  /** Where people are called differently from now on: old uid to new. The others keep theirs. */
  readonly uids?: ReadonlyMap<string, string>;
  readonly origin: Origin;
}

interface Kind {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly secret: string;
  /** Whoever changes one of these must know the secret: it would be sent to another place. */
  readonly critical: readonly string[];
}

/** Contract 11 sections 2 to 4. */
export const resolverKinds: { readonly [Type in ResolverSettings["type"]]: Kind } = {
  passwdresolver: { required: ["fileName"], optional: [], secret: "", critical: [] },
  ldapresolver: {
    required: [
      "LDAPURI",
      "LDAPBASE",
      "BINDDN",
      "LOGINNAMEATTRIBUTE",
      "LDAPFILTER",
      "LDAPSEARCHFILTER",
      "USERINFO",
    ],
    optional: [
      "UIDTYPE",
      "EnforceTLS",
      "only_trusted_certs",
      "NOREFERRALS",
      "PROXY",
      "TIMEOUT",
      "SIZELIMIT",
      "CACERTIFICATE",
    ],
    secret: "BINDPW",
    critical: ["LDAPBASE", "BINDDN", "LDAPURI"],
  },
  sqlresolver: {
    required: [],
    optional: [
      ...["Connect", "Driver", "Server", "Port", "Database", "User"],
      ...["conParams", "Limit", "Table", "Where", "Map", "Encoding"],
    ],
    secret: "Password",
    // Contract 08 section 2, and both of ours that also lead elsewhere, or there in clear text.
    critical: ["Driver", "Server", "Port", "Database", "User", "Table", "Connect", "conParams"],
  },
};

/** Throws LinOTP's sentence, which is a Python tuple. */
export function checkResolverName(name: string): void {
  if (/^[a-zA-Z0-9_-]{4,255}$/.test(name)) return;
  const advice =
    "Resolver name is invalid. It may contain characters, numbers, underscore (_), hyphen (-)! %r";
  throw refuse(`('${advice}', '${name.slice(0, 80)}')`);
}

export function decideSetResolver(state: State, command: ResolverCommand): Decision<true> {
  const { next, previousName, uids = new Map(), origin } = command;
  checkResolverName(next.name);
  const { resolvers } = state.settings;
  if (previousName !== next.name && resolvers.has(next.name)) {
    throw refuse(`Cound not create resolver, resolver '${next.name}' already exists!`);
  }
  const before =
    previousName === "" ? undefined : changeable(resolvers.get(previousName), { previousName, next });
  const value = withKeptSecret(before, command);
  const changes: Change[] = [
    { kind: "setting.put", family: "resolver", name: next.name, value: { ...value } },
  ];
  if (before !== undefined && before.name !== next.name)
    changes.push(...renamed(state, before.name, next.name));
  if (before !== undefined) changes.push(...moved(state, { from: before.name, to: next.name, uids }));
  return { outcome: true, changes, audit: auditEntry(origin, { success: true, info: next.name }) };
}

export function decideDeleteResolver(
  { settings }: State,
  {
    name,
    people,
    origin,
  }: { readonly name: string; readonly people: readonly DirectoryPerson[]; readonly origin: Origin },
): Decision<boolean> {
  const resolver = settings.resolvers.get(name);
  const audit = auditEntry(origin, { success: resolver !== undefined, info: name });
  if (resolver === undefined) return { outcome: false, changes: [], audit };
  if (resolver.immutable) throw refuse(`default admin resolver ${name} is not allowed to be removed!`);
  const used = realmsWith(settings, name);
  if (used.length > 0) {
    const realms = used.map((realm) => `'${realm}'`).join(", ");
    throw refuse(`"Resolver '${name}'  still in use by the realms: [${realms}]" !`);
  }
  const gone = people.map(({ uid }): Change => ({ kind: "person.delete", group: name, uid }));
  return { outcome: true, changes: [{ kind: "setting.delete", family: "resolver", name }, ...gone], audit };
}

function changeable(
  before: ResolverSettings | undefined,
  { previousName, next }: { readonly previousName: string; readonly next: ResolverSettings },
): ResolverSettings {
  if (before === undefined) throw new Refusal({ code: "no-resolver", resolver: previousName });
  if (before.immutable || before.readonly || before.builtIn) {
    throw refuse(`The resolver '${before.name}' is readonly and cannot be changed.`);
  }
  if (before.type !== next.type) throw refuse("Modification of resolver type is not supported!");
  return before;
}

/** A secret that is not sent stays, unless it would then be used somewhere else. */
export function withKeptSecret(
  before: ResolverSettings | undefined,
  { next, reseal }: Pick<ResolverCommand, "next" | "reseal">,
): ResolverSettings {
  const { secret, critical } = resolverKinds[next.type];
  if (secret === "" || next.parameters[secret] !== undefined) return next;
  const sealed = before?.parameters[secret];
  const moved = critical.some((name) => (before?.parameters[name] ?? "") !== (next.parameters[name] ?? ""));
  if (before === undefined || sealed === undefined || moved) {
    throw missing(secret);
  }
  const move = { from: before.name, to: next.name, parameter: secret };
  const kept = before.name === next.name ? sealed : reseal(sealed, move);
  return { ...next, parameters: { ...next.parameters, [secret]: kept } };
}

function renamed({ settings }: State, from: string, to: string): readonly Change[] {
  const changes: Change[] = [{ kind: "setting.delete", family: "resolver", name: from }];
  for (const realm of settings.realms.values()) {
    if (!realm.resolvers.includes(from)) continue;
    const resolvers = realm.resolvers.map((name) => (name === from ? to : name));
    changes.push({ kind: "setting.put", family: "realm", name: realm.name, value: { ...realm, resolvers } });
  }
  return changes;
}

interface Move {
  readonly from: string;
  readonly to: string;
  readonly uids: ReadonlyMap<string, string>;
}

/** Owners follow. `tokens` are those of its people. */
function moved({ tokens }: State, { from, to, uids }: Move): readonly Change[] {
  return tokens.flatMap(({ serial, owner }): readonly Change[] => {
    if (owner?.resolver !== from) return [];
    const next = { ...owner, resolver: to, uid: uids.get(owner.uid) ?? owner.uid };
    return sameOwner(owner, next) ? [] : [{ kind: "token.update", serial, set: { owner: next } }];
  });
}
