// People in the built-in directory of a fresh installation.

import { auditEntry } from "../../src/core/audit.ts";
import { firstDirectory } from "../../src/operations/welcome.ts";
import type { World } from "../../src/operations/world.ts";

export const userPassword = "a-Password-of-mine";

export async function addPerson(world: World, login: string): Promise<void> {
  const password = await world.passwords.hash(userPassword);
  const surname = `${login[0]?.toUpperCase()}${login.slice(1)}son`;
  const person = {
    uid: login,
    login,
    password,
    phone: "",
    mobile: "+49 170 1234567",
    email: `${login}@example.com`,
    surname,
    givenname: `${login[0]?.toUpperCase()}${login.slice(1)}`,
  };
  await world.store.decide({ settings: true }, () => ({
    outcome: undefined,
    changes: [{ kind: "person.put", group: firstDirectory, person }],
    audit: auditEntry({ at: world.now(), action: "test", client: "", administrator: "" }, { success: true }),
  }));
}
