// Parameters below /system/ (contract 08).

import { needed, type ParameterTable, possible } from "./words.ts";

const flag = (about: string) => possible(about, "boolean");
const count = (about: string) => possible(about, "integer");

const settings: ParameterTable = {
  "/system/setConfig": {
    key: possible("Name of one setting."),
    value: possible("Its value."),
    type: possible("`password`: sealed, and never shown."),
    description: possible("What it is for."),
    "<name>": possible("Without `key`: any number of settings with their values."),
  },
  "/system/getConfig": { key: possible("Only this setting.") },
  "/system/delConfig": { key: needed("Name of the setting.") },
  "/system/setDefault": {
    DefaultMaxFailCount: count("Wrong answers until a new token is locked."),
    DefaultSyncWindow: count("How far resynchronisations of new tokens look ahead."),
    DefaultCountWindow: count("How far logins with new tokens look ahead."),
    DefaultOtpLen: count("Digits of their OTPs."),
    DefaultResetFailCount: flag("Whether a login forgives wrong answers."),
    DefaultChallengeValidityTime: count("Seconds until a challenge expires."),
  },
  "/system/setResolver": {
    name: needed("Name of the resolver."),
    type: needed("`passwdresolver`, `ldapresolver` or `sqlresolver`."),
    previous_name: possible("Its name until now, to rename it."),
    readonly: flag("Whether it can be changed later."),
    "<name>": possible("What the type takes, such as `fileName`, `LDAPURI` or `Server`."),
  },
  "/system/getResolvers": {},
  "/system/getResolver": { resolver: needed("Name of the resolver.") },
  "/system/delResolver": { resolver: needed("Name of the resolver.") },
  "/system/setRealm": {
    realm: needed("Name of the realm."),
    resolvers: needed("Its resolvers, such as `useridresolver.PasswdIdResolver.IdResolver.staff`.", "list"),
  },
  "/system/getRealms": { realm: possible("Only this realm, if it is there.") },
  "/system/delRealm": { realm: needed("Name of the realm.") },
  "/system/setDefaultRealm": { realm: needed("Name of the realm; empty for none.") },
  "/system/getDefaultRealm": {},
};

const policies: ParameterTable = {
  "/system/setPolicy": {
    name: needed("Name of the policy."),
    scope: needed("Scope of its actions."),
    action: needed("Actions: `otppin=1, challenge_response=*`."),
    realm: needed("Realms, or `*`.", "list"),
    user: possible("Users, or `*`.", "list"),
    client: possible("Addresses and networks, or `*`.", "list"),
    time: possible("When it holds, or `*`."),
    active: flag("`True` unless given."),
    enforce: flag("`true`: even if nobody could change the settings afterwards."),
  },
  "/system/delPolicy": {
    name: needed("Names.", "list"),
    enforce: flag("`true`: even if nobody could change the settings afterwards."),
  },
  "/system/importPolicy": { file: needed("The file, as getPolicy exports it.", "file") },
  "/system/getPolicy": {
    name: possible("Names.", "list"),
    scope: possible("Only this scope."),
    realm: possible("Only those that hold in this realm."),
    user: possible("Only those that list this user, or `*`."),
    action: possible("Only those with this action, or `*`."),
    display_inactive: possible("When not empty: those that are not active, too."),
    export: possible("`true`: a file instead of JSON."),
  },
  "/system/checkPolicy": {
    user: needed("Login."),
    realm: needed("Realm."),
    scope: needed("Scope."),
    action: needed("Action."),
    client: needed("Address."),
  },
  "/system/getPolicyDef": { scope: possible("Only this scope.") },
  "/system/policies_flexi": {
    sortname: needed("`active`, `name`, `user`, `scope`, `action`, `realm`, `client` or `time`."),
    sortorder: possible("`desc`, or ascending."),
    page: count("From 1."),
    rp: count("Policies on a page; 15."),
    name: possible("Names.", "list"),
    scope: possible("Only this scope."),
    realm: possible("Only those that hold in this realm."),
  },
};

const kind = needed("`sms`, `email`, `push` or `voice`.");
const name = needed("Name of the provider.");

const providers: ParameterTable = {
  "/system/setProvider": {
    name,
    type: kind,
    class: needed("How messages leave, such as `HttpSMSProvider`."),
    timeout: needed("Seconds, or two numbers: to connect, and to answer."),
    config: needed("What the class takes.", "json"),
    default: flag("Whether it is used when no policy names one."),
    managed: possible("Accepted for LinOTP's clients."),
  },
  "/system/getProvider": { type: kind, name: possible("Only this provider.") },
  "/system/delProvider": { type: kind, name },
  "/system/setDefaultProvider": { type: kind, name },
  "/system/testProvider": { type: kind, name },
};

export const systemParameters: ParameterTable = { ...settings, ...policies, ...providers };
