// Einen Token übernehmen, den man in der Hand hat. / Taking over a token, in German.

import type { PortalTexts } from "../texts.ts";

export const taking: PortalTexts["taking"] = {
  card: "Ein Token, den Sie bekommen haben",
  cardAbout:
    "Ein Gerät, das noch niemand benutzt, wird Ihres: anhand der Seriennummer oder eines Codes, den es zeigt.",
  title: "Token übernehmen",
  lead: "Für ein Gerät, das Sie bekommen haben und das noch niemandem gehört.",
  serialHint: "Sie steht hinten auf dem Gerät oder auf seiner Verpackung.",
  code: "Ein Code, den das Gerät zeigt",
  codeHint: "Ist die Seriennummer nicht zu lesen, findet ein Code sie.",
  find: "Seriennummer finden",
  found: (serial) => `Es ist ${serial}.`,
  take: "Übernehmen",
  done: "Der Token gehört jetzt Ihnen. Probieren Sie ihn aus.",
  notFree: "Diesen Token können Sie nicht übernehmen.",
  notFreeNext: "Prüfen Sie die Seriennummer. Stimmt sie, fragen Sie Ihren Helpdesk.",
  unknown: "Kein freier Token zeigt diesen Code.",
  unknownNext: "Warten Sie auf den nächsten Code, oder geben Sie die Seriennummer ein.",
};
