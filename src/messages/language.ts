/** The languages a caller can read; Korean unless the caller prefers English. */
export type Language = "ko" | "en";
