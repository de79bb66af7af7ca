// Access points, in English.

export const accessPoints = {
  title: "Access points",
  lead: "Names for networks. Policies can use a name in place of its networks, and new networks hold at once.",
  add: "Add an access point",
  edit: "Change",
  editOf: (name: string) => `Change ${name}`,
  remove: "Delete",
  removeOf: (name: string) => `Delete ${name}`,
  none: "No access point has a name yet",
  noneNext: "Name the network of your VPN, for example, and say in a policy what holds there.",
  unused: "No policy names it.",
  usedBy: "In policies:",
  name: "Name",
  nameHelp: "As policies and this console call it, such as VPN Berlin.",
  nameFixed: "The name cannot be changed: policies may use it.",
  networks: "Addresses and networks",
  networksHelp: "From where its clients come, separated by commas, such as 10.8.0.0/24, 2001:db8::/32.",
  faults: {
    name: "Up to 60 characters, no address, and none of , ! * or quotes.",
    taken: "There is an access point of this name already.",
    networks: "Enter addresses or networks separated by commas, such as 10.8.0.0/24.",
  },
  askRemove: (name: string) => `Delete ${name}?`,
  removeWarning: "The networks lose their name; nothing else changes.",
  removeUsed: "Policies name it. Take it out of them first:",
  done: {
    saved: (name: string) => `${name} saved.`,
    removed: (name: string) => `${name} deleted.`,
  },
  reach: {
    portal: "self-service portal",
    everywhere: "every access point",
    except: (places: string) => `except ${places}`,
    nowhere: "(validate is in its scope, but no policy lets it in anywhere)",
  },
};
