/** Random tests: their seed, printed so that a failure can be repeated (`HWANBUL_SEED=<n>`), and what they hold for. */
import fc from "fast-check";
import { randomInt } from "node:crypto";

export function seedOf(test: string): number {
  const seed = Number(process.env["HWANBUL_SEED"] ?? randomInt(2 ** 31));
  console.info(`${test}: HWANBUL_SEED=${seed}`);
  return seed;
}

/** mulberry32: numbers from 0 to 1 that the seed decides. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A copy in which one bit is another. */
export function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = Math.floor(bit / 8) % copy.length;
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit % 8));
  return copy;
}

type Arbitraries<Values extends unknown[]> = { [Index in keyof Values]: fc.Arbitrary<Values[Index]> };
type AtLeastOne = [unknown, ...unknown[]];

/** Fails with the smallest values it finds for which `property` throws. */
export const forAll = <Values extends AtLeastOne>(
  arbitraries: Arbitraries<Values>,
  parameters: fc.Parameters<Values>,
  property: (...values: Values) => boolean | void,
): void => fc.assert(fc.property<Values>(...arbitraries, property), parameters);

export const forAllAsync = <Values extends AtLeastOne>(
  arbitraries: Arbitraries<Values>,
  parameters: fc.Parameters<Values>,
  property: (...values: Values) => Promise<boolean | void>,
): Promise<void> => fc.assert(fc.asyncProperty<Values>(...arbitraries, property), parameters);
