/** The customer of an order, as fingerprints: what their other orders, and the orders of a name, are found by. */
import type { Cipher } from "../personal-data/cipher.js";
import { plainName } from "../personal-data/plain-name.js";
import { Secret } from "../secret.js";
import type { Order } from "./order.entity.js";

const OF_ID = "order's customer";
const OF_NAME = "order's customer's name";

export const fingerprintsOfCustomer = (
  cipher: Cipher,
  { id, name }: { id: Secret<string>; name: Secret<string> },
): Pick<Order, "customerFingerprint" | "customerNameFingerprint"> => ({
  customerFingerprint: cipher.fingerprint(id, OF_ID),
  customerNameFingerprint: cipher.fingerprint(plain(name), OF_NAME),
});

/** Of every key, so that orders are found which none has rotated yet. */
export const soughtCustomer = {
  id: (cipher: Cipher, id: Secret<string>) => cipher.fingerprints(id, OF_ID),
  name: (cipher: Cipher, name: Secret<string>) => cipher.fingerprints(plain(name), OF_NAME),
};

const plain = (name: Secret<string>): Secret<string> => new Secret(plainName(name.reveal()));
