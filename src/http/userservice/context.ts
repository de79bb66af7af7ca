// What the portal's pages need to know: before the login without a user, after it with him (contract 07 section 3).

import { tracksAccess } from "../../core/check/pay.ts";
import { type Ruling, rule } from "../../core/policy/rule.ts";
import { isRollout } from "../../core/rollout.ts";
import type { Session } from "../../core/session.ts";
import { defaultRealm, type Realm } from "../../core/settings.ts";
import { userOf } from "../../operations/users.ts";
import type { Call } from "../call.ts";
import { wireVersion } from "../version.ts";
import { portalRow } from "../wire.ts";
import { resolverId, resolverSpec } from "../wire-resolver.ts";

export type Context = { readonly [key: string]: unknown };

const copyright = "Copyright (C) the Latchkey authors";

export function publicContext(call: Call): Context {
  const { world, origin } = call;
  const { policies } = world.store.settings();
  const ruling = rule(policies, { user: undefined, realm: undefined, client: origin.client, at: origin.at });
  return {
    version: wireVersion.version,
    copyright,
    realms: realmsShown(call),
    settings: publicSettings(call, ruling),
  };
}

export async function portalContext(call: Call, session: Session, ruling: Ruling): Promise<Context> {
  const { world } = call;
  const settings = world.store.settings();
  const tokens = (await world.store.tokensOf(session.owner)).filter((token) => !isRollout(token));
  return {
    ...publicContext(call),
    settings: {
      ...publicSettings(call, ruling),
      last_access: tracksAccess(settings),
      ...ruling.values("selfservice"),
      token_limits: tokenLimits(call, ruling),
    },
    user: await userShown(call, session),
    imprint: "",
    tokenArray: tokens.map((token) => portalRow(token, { types: world.types, settings })),
    actions: ruling.granted("selfservice"),
  };
}

/** Also the answer of userinfo. Never a password or its hash: directories do not tell them. */
export async function userShown({ world }: Call, { owner, realm }: Session): Promise<Context> {
  const user = await userOf(world, owner, realm);
  const resolver = world.store.settings().resolvers.get(owner.resolver);
  return { ...user?.info, realm, resolver: resolver === undefined ? "" : lastPart(resolverId(resolver)) };
}

function lastPart(resolverId: string): string {
  return resolverId.startsWith("/") ? resolverId : (resolverId.split(".").at(-1) ?? resolverId);
}

/** All realms when people may choose theirs, else only the default one. */
function realmsShown(call: Call): { readonly [name: string]: Context } {
  const { world } = call;
  const settings = world.store.settings();
  const standard = defaultRealm(settings);
  const shown = [...settings.realms.values()].filter(
    (realm) => hasRealmBox(world) || realm.name === standard,
  );
  return Object.fromEntries(
    shown.map((realm) => [realm.name, realmShown(realm, call, realm.name === standard)]),
  );
}

function realmShown(realm: Realm, { world }: Call, isDefault: boolean): Context {
  const { resolvers } = world.store.settings();
  const specs = realm.resolvers.flatMap((name) => {
    const resolver = resolvers.get(name);
    return resolver === undefined ? [] : [resolverSpec(resolver)];
  });
  const entry = {
    realmname: realm.name,
    entry: `linotp.useridresolver.group.${realm.name}`,
    useridresolver: specs,
  };
  return isDefault ? { ...entry, default: "true", admin: realm.admin } : { ...entry, admin: realm.admin };
}

function hasRealmBox(world: Call["world"]): boolean {
  return world.store.settings().config.get("selfservice.realmbox")?.value === "True";
}

function publicSettings({ world }: Call, ruling: Ruling): Context {
  const { selfservice } = ruling;
  return {
    default_realm: defaultRealm(world.store.settings()) ?? "",
    realm_box: hasRealmBox(world),
    mfa_login: selfservice.mfa_login,
    mfa_3_fields: selfservice.mfa_3_fields,
    autoassign: selfservice.autoassignment,
    autoenroll: selfservice.autoenrollment,
    footer_text: selfservice.footer_text ?? null,
    imprint_url: selfservice.imprint_url ?? null,
    privacy_notice_url: selfservice.privacy_notice_url ?? null,
  };
}

function tokenLimits({ world }: Call, ruling: Ruling): Context {
  const types = [...world.types.keys()].flatMap((type) => {
    const limit = ruling.perType("enrollment", "maxtoken", type);
    return limit === undefined ? [] : [{ token_type: type, max_token: limit }];
  });
  return { all_token: ruling.enrollment.maxtoken ?? null, token_types: types };
}
