// Access points, and how far rollout tokens reach.

import type { Api, Parameters } from "../../shared/api/client.ts";
import { type AccessPoint, readAccessPoints, settingOf } from "../access-points/access-points.ts";
import { type Reach, readReach } from "../access-points/reach.ts";

export function accessPointCalls(api: Api) {
  return {
    accessPoints: async (): Promise<readonly AccessPoint[]> =>
      readAccessPoints((await api.get("/system/getConfig")).value),
    saveAccessPoint: (name: string, networks: string) =>
      api.post("/system/setConfig", { key: settingOf(name), value: networks }),
    removeAccessPoint: (name: string) => api.post("/system/delConfig", { key: settingOf(name) }),
    reach: async (question: Parameters): Promise<Reach | undefined> =>
      readReach((await api.get("/manage/reach", question)).value),
  };
}
