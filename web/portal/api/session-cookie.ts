// The portal's session is a cookie that this page may read; its value goes back as the parameter `session`,
// which a page of another origin could not do.

const cookieName = "user_selfservice";

export function readSessionCookie(cookies: string): string {
  const found = cookies.split(/;\s*/).find((each) => each.startsWith(`${cookieName}=`));
  return found === undefined ? "" : found.slice(cookieName.length + 1).replace(/^"|"$/g, "");
}

/** Assigned to `document.cookie`, this ends the session in the browser: a new login starts from nothing. */
export const expiredSessionCookie = `${cookieName}=; Max-Age=0; Path=/; SameSite=Strict`;
