/** How a gateway answers just now: a row for each kind of call there that has failed, kept for all processes. */
import { PrimaryKeyProp } from "@mikro-orm/core";
import { Check, Entity, PrimaryKey, Property } from "@mikro-orm/decorators/legacy";
import { moment } from "../../database/columns.js";
import type { GatewayName } from "../../gateways/port.js";
import type { RedactedText } from "../../personal-data/redacted-text.js";

/** LOOK_UP: the gateway can be asked. CANCEL: it lets this shop refund. */
const CIRCUIT_CALLS = ["LOOK_UP", "CANCEL"] as const;
export type CircuitCall = (typeof CIRCUIT_CALLS)[number];

@Entity({ tableName: "gateway_circuit" })
@Check({
  name: "gateway_circuit_call",
  expression: `call in (${CIRCUIT_CALLS.map((call) => `'${call}'`).join(", ")})`,
})
export class GatewayCircuit {
  @PrimaryKey({ type: "text" })
  gateway!: GatewayName;

  @PrimaryKey({ type: "text" })
  call!: CircuitCall;

  /** Failures since the last answer; of refused cancels, one and one more for each trial that was refused. */
  @Property({ type: "integer" })
  failures!: number;

  /** The last failure, as the gateway or the transport names it. */
  @Property({ type: "text", nullable: true })
  code!: RedactedText | null;

  /** Since when the circuit is open: such calls wait. Null while they go out. */
  @Property({ ...moment(), nullable: true })
  openedAt!: Date | null;

  /** When the next probe is due. */
  @Property({ ...moment(), nullable: true })
  probeAt!: Date | null;

  /** The one refund that may be sent although the circuit is open, to find out whether the gateway takes refunds again. */
  @Property({ type: "uuid", nullable: true })
  trialRefundId!: string | null;

  /** The alarm that was raised when it opened. */
  @Property({ type: "uuid", nullable: true })
  alarmId!: string | null;

  [PrimaryKeyProp]?: ["gateway", "call"];
}
