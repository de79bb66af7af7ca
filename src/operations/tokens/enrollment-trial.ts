// Reading an enrollment before it is decided: what it needs from slow things is fetched outside of any lock.

import type { Draft, Materials } from "../../core/lifecycle/enroll.ts";
import { type Outside, type OutsideAnswer, type OutsideQuestion, outsideKey } from "../../core/outside.ts";
import type { Ruling } from "../../core/policy/rule.ts";
import { serverKeyOf } from "../../core/server-key.ts";
import type { Settings } from "../../core/settings.ts";
import type { Token } from "../../core/token.ts";
import type { Enrollment, EnrollmentContext } from "../../core/token-type.ts";
import { unsealed } from "../../core/unsealed.ts";
import type { User } from "../../core/user.ts";
import { ensureServerKey } from "../server-keys.ts";
import type { World } from "../world.ts";

/** What the decision needs and only slow things can tell. */
type Prepared = Pick<Materials, "passwordHash" | "outside">;

/** Every question is asked once; what its answer leads to may raise another one. */
const mostQuestions = 3;

/**
 * What is meant does not depend on the serial, so a trial reading tells whether there is something to hash, somebody
 * outside to ask, or a key pair to make.
 */
export async function readBeforehand(world: World, draft: Draft, about: About): Promise<Prepared> {
  const answered = new Map<string, OutsideAnswer>();
  const outside: Outside = (question) => answered.get(outsideKey(question));
  for (let round = 0; round < mostQuestions; round++) {
    const trial = readOnTrial(world, draft, { ...about, outside });
    if (trial.partitions.length + trial.questions.length === 0) {
      return { passwordHash: await hashOf(world, trial), outside };
    }
    for (const partition of trial.partitions) await ensureServerKey(world, partition, draft.origin);
    for (const question of trial.questions) {
      answered.set(outsideKey(question), await world.outside(question));
    }
  }
  return { passwordHash: undefined, outside };
}

async function hashOf(world: World, { enrollment, error }: TrialReading): Promise<string | undefined> {
  if (enrollment === undefined) throw error;
  const { secret } = enrollment;
  return secret?.kind === "password" ? await world.passwords.hash(secret.text) : undefined;
}

interface About {
  readonly existing: Token | undefined;
  readonly target: Token | undefined;
  readonly holder: User | undefined;
  readonly ruling: (settings: Settings) => Ruling;
}

interface TrialReading {
  readonly enrollment: Enrollment | undefined;
  readonly error: unknown;
  readonly questions: readonly OutsideQuestion[];
  readonly partitions: readonly number[];
}

function readOnTrial(
  world: World,
  draft: Draft,
  around: About & { readonly outside: Outside },
): TrialReading {
  const questions: OutsideQuestion[] = [];
  const partitions: number[] = [];
  const keyOf = serverKeyOf(world.store.settings(), world.vault);
  const context: EnrollmentContext = {
    ...trialContext(world, draft, around),
    outside(question) {
      const answer = around.outside(question);
      if (answer === undefined) questions.push(question);
      return answer;
    },
    serverKey(partition) {
      const key = keyOf(partition);
      if (key === undefined) partitions.push(partition);
      return key;
    },
  };
  try {
    const enrollment = draft.type.readEnrollment(draft.fields, context);
    return { enrollment, error: undefined, questions, partitions };
  } catch (error) {
    return { enrollment: undefined, error, questions, partitions };
  }
}

function trialContext(
  world: World,
  draft: Draft,
  { existing, target, holder, ruling }: About,
): Omit<EnrollmentContext, "outside" | "serverKey"> {
  const { origin, by, serials } = draft;
  const settings = world.store.settings();
  const secrets = existing === undefined ? {} : unsealed(existing, world.vault);
  return {
    now: origin.at,
    settings,
    ruling: ruling(settings),
    user: holder,
    by,
    serial: serials[0] ?? "",
    random: new Uint8Array(64),
    transactionId: "",
    owned: [],
    existing,
    target,
    seed: undefined,
    userPin: undefined,
    ...secrets,
  };
}
