// What the test login pages say, in both languages.

import type { Call } from "../call.ts";

export const kinds = ["index", "index3", "challenge-response", "qrtoken", "pushtoken", "ocra2"] as const;
export type Kind = (typeof kinds)[number];

export interface Texts {
  readonly title: { readonly [Of in Kind]: string };
  readonly hint: { readonly [Of in Kind]: string };
  readonly user: string;
  readonly pin: string;
  readonly otp: string;
  readonly both: string;
  /** What a token on a phone shows before it is confirmed, and an example of it. */
  readonly data: string;
  readonly sample: string;
  readonly picture: string;
  readonly open: string;
  readonly answer: string;
  readonly submit: string;
  readonly elsewhere: string;
  /** Shown by the script. */
  readonly said: { readonly [name: string]: string };
}

export const texts: { readonly [Language in Call["language"]]: Texts } = {
  en: {
    title: {
      index: "Test login",
      index3: "Test login with separate PIN",
      "challenge-response": "Test login with a question",
      qrtoken: "Test login with a QR token",
      pushtoken: "Test login with a push token",
      ocra2: "Test login with an OCRA2 token",
    },
    hint: {
      index: "Type your PIN and the one-time password in one field, without a blank.",
      index3: "Type your PIN and the one-time password in two fields.",
      "challenge-response": "Type your PIN. Your token is then asked, for example by SMS or e-mail.",
      qrtoken: "Type your PIN. Scan the picture that appears, and confirm on your phone or type the TAN.",
      pushtoken: "Type your PIN. Your phone is then asked, and this page waits for your answer.",
      ocra2: "Type your PIN. Scan the picture that appears, and type the TAN that your phone shows.",
    },
    user: "User name",
    pin: "PIN or password",
    otp: "One-time password",
    both: "PIN and one-time password",
    data: "What is to be confirmed",
    sample: "Test login",
    picture: "QR code with the question for your token",
    open: "Open on this phone",
    answer: "Answer",
    submit: "Log in",
    elsewhere: "Other ways to test:",
    said: {
      waiting: "One moment …",
      accepted: "Accepted: the login works.",
      refused: "Refused: user name, PIN or one-time password are not right.",
      asked: "Please answer the question.",
      scan: "Please scan the picture with your token.",
      confirm: "Please confirm on your phone.",
      rejected: "Refused on the phone.",
      expired: "Nobody has answered the question.",
      unreachable: "The server does not answer.",
    },
  },
  de: {
    title: {
      index: "Test-Anmeldung",
      index3: "Test-Anmeldung mit getrennter PIN",
      "challenge-response": "Test-Anmeldung mit Rückfrage",
      qrtoken: "Test-Anmeldung mit QR-Token",
      pushtoken: "Test-Anmeldung mit Push-Token",
      ocra2: "Test-Anmeldung mit OCRA2-Token",
    },
    hint: {
      index: "PIN und Einmalpasswort ohne Leerzeichen in ein Feld eingeben.",
      index3: "PIN und Einmalpasswort in zwei Felder eingeben.",
      "challenge-response": "PIN eingeben. Danach wird der Token gefragt, zum Beispiel per SMS oder E-Mail.",
      qrtoken: "PIN eingeben. Das Bild scannen und auf dem Telefon bestätigen oder die TAN eingeben.",
      pushtoken: "PIN eingeben. Danach wird das Telefon gefragt, und diese Seite wartet auf die Antwort.",
      ocra2: "PIN eingeben. Das Bild scannen und die TAN eingeben, die das Telefon zeigt.",
    },
    user: "Benutzername",
    pin: "PIN oder Passwort",
    otp: "Einmalpasswort",
    both: "PIN und Einmalpasswort",
    data: "Was bestätigt werden soll",
    sample: "Test-Anmeldung",
    picture: "QR-Code mit der Frage an den Token",
    open: "Auf diesem Telefon öffnen",
    answer: "Antwort",
    submit: "Anmelden",
    elsewhere: "Andere Arten zu testen:",
    said: {
      waiting: "Einen Moment …",
      accepted: "Angenommen: Die Anmeldung funktioniert.",
      refused: "Abgelehnt: Benutzername, PIN oder Einmalpasswort stimmen nicht.",
      asked: "Bitte die Rückfrage beantworten.",
      scan: "Bitte das Bild mit dem Token scannen.",
      confirm: "Bitte auf dem Telefon bestätigen.",
      rejected: "Auf dem Telefon abgelehnt.",
      expired: "Niemand hat die Frage beantwortet.",
      unreachable: "Der Server antwortet nicht.",
    },
  },
};
