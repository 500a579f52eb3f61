/** The request log of the i'mport V1 sandbox. */
import { RequestLog } from "../request-log.js";

export const REQUEST_LOG = new RequestLog("iamport_v1");
