/** The request log of the PortOne V2 sandbox. */
import { RequestLog } from "../request-log.js";

export const REQUEST_LOG = new RequestLog("portone_v2");
