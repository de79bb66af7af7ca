// The administrators whom the test server knows. Their hash is computed once: it is slow on purpose.

import type { DirectoryPerson } from "../../src/core/change.ts";
import type { World } from "../../src/operations/world.ts";

const names = [
  ..."admin superadmin hans superuser admin_set admin2 admin3 admin_init adminR1 adminR2 adminEnroller".split(
    " ",
  ),
  ..."admin_setpin admin_reset admin_enable_disable admin_assign_unassign admin_resync admin_remove".split(
    " ",
  ),
  ..."seconduser root realmadmin readadmin nimda hugo root@adomain".split(" "),
];

export const adminResolver = "LinOTP_local_admins";

export async function administrators(
  world: World,
): Promise<readonly { group: string; person: DirectoryPerson }[]> {
  const usual = await world.passwords.hash("Test123!");
  const short = await world.passwords.hash("test");
  return [...names.map((name) => administrator(name, usual)), administrator("test", short)];
}

function administrator(login: string, password: string): { group: string; person: DirectoryPerson } {
  const person = {
    uid: login,
    login,
    password,
    phone: "",
    mobile: "",
    email: "",
    surname: "",
    givenname: "",
  };
  return { group: adminResolver, person };
}
