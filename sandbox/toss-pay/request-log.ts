/** The request log of the Toss Pay sandbox. The API key is taken out before a call gets here. */
import { RequestLog } from "../request-log.js";

export const REQUEST_LOG = new RequestLog("toss_pay");
