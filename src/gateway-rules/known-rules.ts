/** The rules a new database begins with: each list as a migration of its day inserted it. */
import { ADDED_RULES } from "./added-rules.js";
import { BANK_RULES } from "./bank-rules.js";
import { INITIAL_RULES } from "./initial-rules.js";
import { WALLET_RULES } from "./wallet-rules.js";
import type { GatewayRule } from "./terms.js";

export const KNOWN_RULES: readonly GatewayRule[] = [...INITIAL_RULES, ...ADDED_RULES, ...BANK_RULES, ...WALLET_RULES];
