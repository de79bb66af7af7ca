// What endpoints take, and what a hostile caller sends instead.

export type Sample = Readonly<Record<string, string>>;

/** A request that every endpoint would carry out. Each parameter that an endpoint reads is in one of its samples. */
export const samples: Readonly<Record<string, Sample>> = {
  "/admin/login": { username: "admin", password: "Test123!" },
  "/admin/show": {
    serial: "T1",
    user: "alice",
    realm: "example",
    viewrealm: "example",
    filter: "x",
    sortby: "TokenId",
    sortdir: "desc",
    page: "1",
    pagesize: "3",
    user_fields: "email",
    outform: "json",
    tokeninfo_format: "json",
  },
  "/admin/userlist": { realm: "example", username: "*", rp: "5", page: "0" },
  "/admin/getTokenOwner": { serial: "T1" },
  "/admin/init": {
    type: "pw",
    serial: "NEW1",
    otpkey: "secret",
    user: "alice",
    realm: "example",
    description: "d",
    pin: "1",
    scope: '{"path":["userservice"]}',
    rollout: "1",
  },
  "/admin/remove": { serial: "T1" },
  "/admin/enable": { serial: "T1" },
  "/admin/disable": { serial: "T1" },
  "/admin/reset": { serial: "T1" },
  "/admin/assign": { serial: "T2", user: "bob", realm: "example" },
  "/admin/unassign": { serial: "T1" },
  "/admin/resync": { serial: "T1", otp1: "123456", otp2: "234567" },
  "/admin/tokenrealm": { serial: "T1", realms: "example" },
  "/admin/copyTokenPin": { from: "T1", to: "T2" },
  "/admin/copyTokenUser": { from: "T1", to: "T2" },
  "/admin/losttoken": { serial: "T1" },
  "/admin/check_serial": { serial: "T1" },
  "/admin/set": {
    serial: "T1",
    pin: "1",
    maxfailcount: "5",
    countauthmax: "3",
    countauthsuccessmax: "3",
    validityperiodstart: "18/12/2020 17:17",
    validityperiodend: "18/12/2030 17:17",
  },
  "/admin/setPin": { serial: "T1", userpin: "1" },
  "/validate/check": { user: "alice", realm: "example", pass: "x", transactionid: "1", serial: "T1" },
  "/validate/check_s": { serial: "T1", pass: "x" },
  "/validate/check_t": { transactionid: "1", pass: "x" },
  "/validate/check_status": { transactionid: "1", pass: "x", user: "alice" },
  "/validate/simplecheck": { user: "alice", realm: "example", pass: "x" },
  "/validate/samlcheck": { user: "alice", realm: "example", pass: "x" },
  "/userservice/login": { login: "alice", realm: "example", password: "pw-alice" },
  "/userservice/enroll": { type: "hmac", genkey: "1", description: "mine" },
  "/userservice/verify": { serial: "T1", otp: "123456" },
  "/userservice/enable": { serial: "T1" },
  "/userservice/disable": { serial: "T1" },
  "/userservice/delete": { serial: "T1" },
  "/userservice/reset": { serial: "T1" },
  "/userservice/setpin": { serial: "T1", userpin: "4711" },
  "/userservice/resync": { serial: "T1", otp1: "123456", otp2: "234567" },
  "/userservice/setdescription": { serial: "T1", description: "mine" },
  "/system/setConfig": { key: "k", value: "v", type: "password", description: "d" },
  "/system/getConfig": { key: "k" },
  "/system/delConfig": { key: "DefaultOtpLen" },
  "/system/setDefault": { DefaultOtpLen: "8", DefaultResetFailCount: "False" },
  "/system/setResolver": {
    name: "corp",
    type: "ldapresolver",
    previous_name: "",
    readonly: "False",
    LDAPURI: "ldaps://x",
    LDAPBASE: "x",
    BINDDN: "x",
    BINDPW: "x",
    LOGINNAMEATTRIBUTE: "x",
    LDAPFILTER: "x",
    LDAPSEARCHFILTER: "x",
    USERINFO: "{}",
  },
  "/system/getResolver": { resolver: "people" },
  "/system/delResolver": { resolver: "spare" },
  "/system/setRealm": { realm: "new", resolvers: "useridresolver.PasswdIdResolver.IdResolver.people" },
  "/system/getRealms": { realm: "example" },
  "/system/delRealm": { realm: "example" },
  "/system/setDefaultRealm": { realm: "linotp_admins" },
  "/system/setPolicy": {
    name: "p",
    scope: "authentication",
    action: "otppin=1",
    realm: "*",
    user: "*",
    client: "*",
    time: "*",
    active: "True",
    enforce: "False",
  },
  "/system/delPolicy": { name: "existing", enforce: "False" },
  "/system/getPolicy": {
    name: "existing",
    scope: "authentication",
    realm: "*",
    user: "*",
    action: "otppin",
    display_inactive: "1",
    export: "no",
  },
  "/system/checkPolicy": {
    user: "alice",
    realm: "example",
    scope: "authentication",
    action: "otppin",
    client: "10.0.0.1",
  },
  "/system/getPolicyDef": { scope: "authentication" },
  "/system/policies_flexi": { sortname: "name", sortorder: "asc", page: "1", rp: "5", name: "existing" },
  "/system/setProvider": {
    name: "gateway",
    type: "sms",
    class: "smsprovider.HttpSMSProvider.HttpSMSProvider",
    timeout: "300",
    config: '{"URL":"http://127.0.0.1:9"}',
    default: "True",
  },
  "/system/getProvider": { type: "sms", name: "gateway" },
  "/system/delProvider": { type: "sms", name: "existing" },
  "/system/setDefaultProvider": { type: "sms", name: "existing" },
  "/system/testProvider": { type: "sms", name: "existing" },
  "/audit/search": {
    page: "1",
    rp: "5",
    sortname: "number",
    sortorder: "desc",
    user: "alice",
    outform: "json",
  },
  "/api/v2/people": {
    resolver: "staff",
    username: "joe",
    userid: "1",
    password: "x",
    email: "joe@example.com",
  },
  "/api/v2/people/remove": { resolver: "staff", username: "eve", force: "true" },
};

export interface Attack {
  readonly name: string;
  readonly body: string;
  readonly contentType: "application/x-www-form-urlencoded" | "application/json";
  /** Whether whatever reads this parameter must refuse it. */
  readonly refused: boolean;
}

const form = "application/x-www-form-urlencoded";
const json = "application/json";

/** The sample with one parameter spoilt, in every way that we know. */
export function attacksOn(sample: Sample, parameter: string): readonly Attack[] {
  const { [parameter]: honest = "", ...others } = sample;
  const rest = new URLSearchParams(others).toString();
  const name = encodeURIComponent(parameter);
  const written = (value: string): string => `${rest}&${name}=${encodeURIComponent(value)}`;
  const asForm = (title: string, body: string, refused: boolean): Attack => ({
    name: title,
    body,
    contentType: form,
    refused,
  });
  const asJson = (title: string, value: unknown): Attack => ({
    name: title,
    body: JSON.stringify({ ...others, [parameter]: value }),
    contentType: json,
    refused: true,
  });
  return [
    asForm("missing", rest, false),
    asForm("empty", written(""), false),
    asForm("blanks", written("   "), false),
    asForm("emoji", written("🦄\u200d👩‍🚀"), false),
    asForm("markup and quotes", written(`'"><script>%00\${x}{{x}}`), false),
    asForm("a negative number", written("-1"), false),
    asForm("a huge number", written("9".repeat(400)), false),
    asForm("NUL", written("a\u0000b"), true),
    asForm("64 KiB and more", written("x".repeat(70_000)), true),
    asForm("1 MiB", written("x".repeat(1_048_576)), true),
    asForm("repeated", `${written(honest)}&${name}=${encodeURIComponent(honest)}`, true),
    asForm("broken percent-encoding", `${rest}&${name}=%zz%`, false),
    asJson("an object", { a: { b: [1] } }),
    asJson("a list in a list", [["x"]]),
    asJson("half a character", "\ud800"),
  ];
}
