// Where people set up their tokens: the portal is served by the server that the console comes from.

export const portalAddress = () => `${location.origin}/selfservice/`;
