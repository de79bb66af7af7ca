// The sample organisation: a dozen people in two realms, and the policies of the rollout guide.

import type { Client } from "./demo-client.ts";

export const password = "demo-Password-1";

const people = {
  example: [
    "alice,1001,Adams,Alice,alice@example.com,+49 30 1001,+49 170 1001",
    "bob,1002,Brown,Bob,bob@example.com,+49 30 1002,+49 170 1002",
    "carol,1003,Clark,Carol,carol@example.com,+49 30 1003,+49 170 1003",
    "dave,1004,Davis,Dave,dave@example.com,+49 30 1004,+49 170 1004",
    "erin,1005,Evans,Erin,erin@example.com,+49 30 1005,+49 170 1005",
    "frank,1006,Foster,Frank,frank@example.com,+49 30 1006,+49 170 1006",
    "grace,1007,Green,Grace,grace@example.com,+49 30 1007,+49 170 1007",
    "heidi,1008,Hill,Heidi,heidi@example.com,+49 30 1008,+49 170 1008",
  ],
  partners: [
    "ivan,2001,Irons,Ivan,ivan@partner.example,+43 1 2001,+43 660 2001",
    "judy,2002,Jones,Judy,judy@partner.example,+43 1 2002,+43 660 2002",
    "mallory,2003,Moore,Mallory,mallory@partner.example,+43 1 2003,+43 660 2003",
    "niaj,2004,North,Niaj,niaj@partner.example,+43 1 2004,+43 660 2004",
  ],
} as const;

const policies = [
  {
    name: "portal_login",
    scope: "selfservice",
    action: "mfa_login",
  },
  {
    name: "portal_rights",
    scope: "selfservice",
    action:
      "enrollHMAC, enrollTOTP, enrollSMS, enrollEMAIL, delete, disable, enable, setOTPPIN, setDescription, resync, reset, verify, history",
  },
  { name: "rollout_purge", scope: "enrollment", action: "purge_rollout_token" },
  { name: "token_issuer", scope: "enrollment", action: "tokenissuer=Latchkey demo" },
  { name: "token_limits", scope: "enrollment", action: "maxtoken=3" },
] as const;

export async function foundOrganisation(admin: Client): Promise<void> {
  for (const [realm, rows] of Object.entries(people)) {
    const csv = rows.map((row) => `${row},${password}`).join("\n");
    await must(
      admin.upload(
        "/tools/import_users",
        { resolver: `${realm}_people`, passwords_in_plaintext: "true" },
        csv,
      ),
    );
    const resolvers = `useridresolver.SQLIdResolver.IdResolver.${realm}_people`;
    await must(admin.post("/system/setRealm", { realm, resolvers }));
  }
  await must(admin.post("/system/setDefaultRealm", { realm: "example" }));
  for (const policy of policies) {
    await must(
      admin.post("/system/setPolicy", {
        ...policy,
        realm: "*",
        user: "*",
        client: "*",
        time: "",
        active: "True",
      }),
    );
  }
}

/** A sample that is not set up is no sample: whatever is refused ends the demo. */
export async function must(call: ReturnType<Client["post"]>): ReturnType<Client["post"]> {
  const answer = await call;
  const result = answer.body["result"] as { status?: boolean; error?: { message: string } } | undefined;
  if (result?.status !== true)
    throw new Error(result?.error?.message ?? `unexpected answer ${answer.status}`);
  return answer;
}
