// Parameters of everything that is not below /admin/, /validate/, /userservice/ or /system/.

import { needed, type ParameterTable, possible } from "./words.ts";

const serial = needed("Serial of the token.");
const curTime = possible("`YYYY-MM-DD HH:MM:SS`: the time to begin at; now.");

export const otherParameters: ParameterTable = {
  "/": {},
  "/healthcheck/status": {},
  "/api/v2/about": {},
  "/gettoken/getmultiotp": { serial, count: needed("How many.", "integer"), curTime },
  "/gettoken/getotp": {
    serial: possible("Serial of the token."),
    user: possible("Its owner, instead of `serial`."),
    realm: possible("His realm."),
    curTime,
  },
  "/tools/import_users": {
    file: needed("The people.", "file"),
    resolver: needed("The directory that they go to."),
    format: possible("`csv`, `passwd` or `password`; `csv`."),
    delimiter: possible("Between columns; a comma."),
    quotechar: possible("Around values; a double quote."),
    column_mapping: possible("Which field is in which column.", "json"),
    skip_header: possible("Whether the first line is a head.", "boolean"),
    passwords_in_plaintext: possible("Whether passwords are still to be hashed.", "boolean"),
    dryrun: possible("Whether only to tell what would happen.", "boolean"),
  },
  "/tools/migrate_resolver": {
    from: needed("Name of the resolver that has the owners now."),
    to: needed("Name of the other."),
  },
  "/tools/setPassword": { old_password: needed("The password."), new_password: needed("The new one.") },
  "/api/v2/people": {
    resolver: needed("The built-in directory."),
    username: needed("Login."),
    userid: possible("Id; made up unless given."),
    password: possible("Password."),
    surname: possible("Surname."),
    givenname: possible("Given name."),
    email: possible("E-mail address."),
    phone: possible("Telephone number."),
    mobile: possible("Mobile number, to which SMS go."),
  },
  "/api/v2/people/remove": {
    resolver: needed("The built-in directory."),
    username: needed("Login."),
    force: possible("`true`: even if he owns tokens.", "boolean"),
  },
};
