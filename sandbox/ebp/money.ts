/** Money as it stands on the vendor's wire: whole won, written with one decimal that is always zero. */

interface JsonWithRaw {
  rawJSON?: (text: string) => unknown;
}
/** Node 20 has no `JSON.rawJSON`: there the number goes without its `.0`, which is the same number. */
const { rawJSON = Number } = JSON as JsonWithRaw;

/** `106000` → `106000.0` when the answer is made JSON. */
export const money = (won: number): unknown => rawJSON(`${won}.0`);
