/**
 * The ids by which a gateway's cancellations are kept and recognised. An id that holds personal data is kept as an alias, the
 * same one each time; what is kept already stays, whatever has become known meanwhile, or money would be booked twice.
 */
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Cipher } from "../../personal-data/cipher.js";
import type { ListedCancellation } from "../../gateways/port.js";
import { ownText, storable, type Gate, type Redacted, type RedactedText } from "../../personal-data/redacted-text.js";
import { Secret } from "../../secret.js";
import type { BookedCancellation } from "../record/attempt.entity.js";

/** The beginning of an alias; no vendor's id does. */
const ALIAS = "hidden:";
/** Every vendor's schema takes ids up to 256 characters; an index takes less than 2,704 bytes. */
const MAX_ID_CHARS = 256;

export type IdOf = (raw: string) => RedactedText;

/** Reads what is kept of a payment's cancellations. */
export async function redactedIds(em: EntityManager, paymentId: string): Promise<ReadonlySet<string>> {
  const rows = await em.execute<{ id: string }[]>(
    `select gateway_cancellation_id as id from booked_cancellation where payment_id = ?
     union select gateway_cancellation_id from gateway_attempt where payment_id = ? and gateway_cancellation_id is not null
     union select jsonb_array_elements_text(known_cancellation_ids) from gateway_attempt where payment_id = ?`,
    [paymentId, paymentId, paymentId],
  );
  return new Set(rows.map(({ id }) => id));
}

export function idsThrough(gate: Gate, cipher: Cipher, kept: ReadonlySet<string>): IdOf {
  const someHidden = [...kept].some((id) => id.startsWith(ALIAS));
  return (raw) => {
    if (kept.has(raw)) return ownText(raw);
    const sayable = raw.length <= MAX_ID_CHARS && storable(raw) === raw && !raw.startsWith(ALIAS) && !gate.hides(raw);
    if (sayable && !someHidden) return ownText(raw);
    // As JSON, so that two ids that differ only in half a surrogate pair stay two.
    const prints = cipher.fingerprints(new Secret(JSON.stringify(raw)), "gateway cancellation id");
    const aliases = prints.map((print) => `${ALIAS}${print}`);
    const known = aliases.find((alias) => kept.has(alias));
    return ownText(known ?? (sayable ? raw : (aliases[0] ?? ALIAS)));
  };
}

type Listed = Redacted<ListedCancellation>;

/**
 * The list under the ids its cancellations are kept by. One that gained its id meanwhile stays under the name made for it; one
 * that lost it is the booked one of its provider's transaction, amount and second. Otherwise money would be booked twice.
 */
export function underStoredIds(
  list: readonly Listed[],
  booked: readonly BookedCancellation[],
  stored: ReadonlySet<string>,
): Listed[] {
  const known = list.map(({ cancellationId, derivedId }) =>
    [cancellationId, derivedId].find((id) => id !== undefined && stored.has(id)),
  );
  const free = booked.filter(({ gatewayCancellationId: id }) => !known.includes(id));
  return list.map((one, place) => {
    const at = known[place] === undefined && isUnnamed(one) ? free.findIndex((row) => isSame(row, one)) : -1;
    const [lost] = at === -1 ? [] : free.splice(at, 1);
    return { ...one, cancellationId: known[place] ?? lost?.gatewayCancellationId ?? one.cancellationId };
  });
}

const isUnnamed = ({ cancellationId, derivedId }: Listed): boolean => cancellationId === derivedId;

const isSame = (row: BookedCancellation, { amount, at, providerCancellationId }: Listed): boolean =>
  row.amount.total === amount &&
  row.happenedAt?.getTime() === at?.getTime() &&
  row.providerCancellationId === providerCancellationId;
