// How far a rollout token reaches, as the server tells it: "self-service portal, VPN Berlin".

import { readFlag, readList, readRecord, readText, readTexts } from "../../shared/api/read.ts";

export type Reach = {
  readonly paths: readonly string[];
  readonly everywhere: boolean;
  /** Names of access points; networks that have none. */
  readonly places: readonly string[];
  readonly except: readonly string[];
};

export type ReachWords = {
  readonly portal: string;
  readonly everywhere: string;
  readonly except: (places: string) => string;
  readonly nowhere: string;
};

/** Undefined where the server knows no such token. */
export function readReach(value: unknown): Reach | undefined {
  const { paths, everywhere, places, except } = readRecord(value);
  if (paths === undefined) return undefined;
  return {
    paths: readTexts(paths),
    everywhere: readFlag(everywhere),
    places: readList(places).map(placeName),
    except: readList(except).map(placeName),
  };
}

function placeName(value: unknown): string {
  const { name, networks } = readRecord(value);
  return readText(name) || readTexts(networks).join(", ");
}

/** For tokens that are confined to the portal, to access points, or to both. */
export function reachSentence({ paths, everywhere, places, except }: Reach, words: ReachWords): string {
  const portal = paths.includes("userservice") ? [words.portal] : [];
  if (!paths.includes("validate")) return portal.join("");
  const opened = everywhere ? [words.everywhere] : places;
  if (opened.length === 0) return [...portal, words.nowhere].join(" ");
  const sentence = [...portal, ...opened].join(", ");
  return except.length === 0 ? sentence : `${sentence} ${words.except(except.join(", "))}`;
}
