// Tag signer: what the steps ask of the keys that sign labels; the private halves live in another process.
import type { TagKeyFacts, TagKeyPlan } from '../domain/tag-key/tag-key-life.ts';

/** One key that may sign now. */
export type TagSigner = {
  /** 0..255; it stands in the payload too. */
  readonly kid: number;
  /** The issuer name stored with the kid (QR-03). */
  readonly issuer: string;
  /**
   * @param payload the 12 bytes of a tag, naming this kid.
   * @returns payload and signature, 76 bytes. Throws Unavailable when the signing process is gone.
   */
  sign(payload: Uint8Array): Promise<Uint8Array>;
};

/** Asked for anew at each issue: a rotation while the gateway runs changes the answer. */
export type TagSigners = {
  /** @param issuer an origin, or null for the only or first host of this gateway. @returns null when no key of it may sign. */
  current(issuer: string | null): TagSigner | null;
};

/** Every key that there is and was, and the way to change that. */
export type TagKeyRoom = TagSigners & {
  facts(): readonly TagKeyFacts[];
  /**
   * Stored, and in force for every scan that begins afterwards. Throws Unavailable when it cannot be stored.
   * @param plannedWith what `facts` told when the plan was made.
   * @returns false, with nothing changed, when the keys are others by now: another gateway or a hand changed them.
   */
  apply(plan: TagKeyPlan, plannedWith: readonly TagKeyFacts[]): Promise<boolean>;
  /** Takes up what another gateway with the same key file, or a hand, changed in it. */
  refresh(): Promise<void>;
  /** Tries the private keys. @returns why labels cannot be signed, as a code; null: they can. */
  trouble(): Promise<string | null>;
};
