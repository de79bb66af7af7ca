// Trying a passkey out: the server asks, the browser signs, the server looks.

import { signWithPasskey } from "../../shared/api/passkey.ts";
import type { Userservice } from "./userservice.ts";

/** Throws an ApiError when the browser does not do its part. */
export async function provePasskey(server: Userservice, serial: string): Promise<boolean> {
  const { signRequest = {}, transactionId: transactionid } = await server.startVerify(serial);
  return await server.verifyChallenge(serial, { transactionid, otp: await signWithPasskey(signRequest) });
}
