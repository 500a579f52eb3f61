/** Forms a setting can have: each reads the text of an environment variable strictly, and says what it takes instead. */
import { isIP } from "node:net";
import { z } from "zod";
import { Secret } from "./secret.js";
import { serviceUrlFault } from "./service-url.js";

/** A timer that is given more fires at once. */
export const LONGEST_TIMER_MS = 2_147_483_647;

export const secret = z
  .string()
  .regex(/^[!-~]+$/, "takes a secret without blanks or line ends")
  .transform((value) => new Secret(value));
export const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean),
);
export const secretList = list.pipe(z.array(secret));
export const flag = z.enum(["true", "false"]).transform((value) => value === "true");
/** Decimal digits and nothing else: what `Number` makes of "", " 5", "0x10" or "1e309" is nobody's wish. */
export const wholeNumber = (range: { min: number; max: number }) =>
  z
    .string()
    .regex(/^(0|[1-9]\d{0,14})$/, "takes a whole number in decimal digits")
    .transform(Number)
    .pipe(z.number().int().min(range.min).max(range.max));
export const milliseconds = wholeNumber({ min: 1, max: LONGEST_TIMER_MS });
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "takes a time of day such as 04:30");
export const port = wholeNumber({ min: 0, max: 65_535 });
export const checked = (fault: (text: string) => string | null) =>
  z.string().superRefine((text, context) => {
    const message = fault(text);
    if (message !== null) context.addIssue({ code: "custom", message });
  });
/** `192.0.2.1`, `10.0.0.0/8`, `2001:db8::/32`. */
function isAddressRange(range: string): boolean {
  const [address = "", bits, ...rest] = range.split("/");
  const version = address.includes("%") ? 0 : isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
export const addressRanges = list.refine(
  (ranges) => ranges.every(isAddressRange),
  "takes addresses and CIDR blocks such as 10.0.0.0/8",
);
/** Address of a service that is given secrets; paths are appended. Clear http to another machine is refused everywhere. */
export const baseUrl = checked((text) => serviceUrlFault(text, { query: false }));
/** Address that is used as it stands. */
export const wholeUrl = checked((text) => serviceUrlFault(text, { query: true }));
