/** How an effect is named that two people stated before the gateway showed it: replaced by the gateway's id once it does. */
export const STATED_CANCELLATION = "statement:";
