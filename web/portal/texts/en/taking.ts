// Taking over a token that one has in hand, in English.

export const taking = {
  card: "A token that you were given",
  cardAbout: "A device that nobody uses yet becomes yours, by its serial number or by a code that it shows.",
  title: "Take over a token",
  lead: "For a device that you were given and that belongs to nobody yet.",
  serialHint: "It is on the back of the device or on its packaging.",
  code: "A code that the device shows",
  codeHint: "If you cannot read the serial number, a code finds it.",
  find: "Find the serial number",
  found: (serial: string) => `It is ${serial}.`,
  take: "Take it over",
  done: "The token is yours now. Try it out.",
  notFree: "This token cannot be taken over.",
  notFreeNext: "Check the serial number. If it is right, ask your help desk.",
  unknown: "No free token shows this code.",
  unknownNext: "Wait for the next code and try again, or type the serial number.",
};
