/** The seed of a random test, printed so that a failure can be repeated: `HWANBUL_SEED=<n>`. */
import { randomInt } from "node:crypto";

export function seedOf(test: string): number {
  const seed = Number(process.env["HWANBUL_SEED"] ?? randomInt(2 ** 31));
  console.info(`${test}: HWANBUL_SEED=${seed}`);
  return seed;
}
