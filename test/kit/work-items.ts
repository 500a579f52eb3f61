/** Work items in tests that look at rows. */
import { ALARM_KINDS } from "../../src/refund/record/work-item.entity.js";

/** SQL on `work_item`: raised as an alarm. Those of a state say no more than the refund does. */
export const IS_ALARM = `kind in (${ALARM_KINDS.map((kind) => `'${kind}'`).join(", ")})`;
