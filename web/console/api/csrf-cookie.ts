// The session itself is a cookie that no script can read. Beside it lies a second value that this page can read and a
// page of another origin cannot; it goes back in a header.

const cookieName = "csrf_access_token";

/** "" when nobody is signed in. */
export function readCsrfCookie(cookies: string): string {
  const found = cookies.split(/;\s*/).find((each) => each.startsWith(`${cookieName}=`));
  return found === undefined ? "" : found.slice(cookieName.length + 1);
}
