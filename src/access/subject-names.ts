/** Names of subjects that are no person's: parts of this service, and programs by their scope. */
import { nameOf } from "../messages/catalogue.js";
import type { Language } from "../messages/language.js";
import type { Scope } from "./permission.js";
import { SYSTEM_SUBJECT_PREFIX } from "./principal.js";

const OTHER = "other";

/** Parts of this service that have a name of their own. */
const NAMED_PARTS: ReadonlySet<string> = new Set(["webhook", "reconciler"]);

export const isSystemSubject = (subject: string): boolean => subject.startsWith(SYSTEM_SUBJECT_PREFIX);

export function systemName(subject: string, language: Language): string {
  const part = subject.slice(SYSTEM_SUBJECT_PREFIX.length);
  return nameOf(language, "system", NAMED_PARTS.has(part) ? part : OTHER);
}

/** One scope says what a program is for; several, or none, do not. */
export function programName(scopes: readonly Scope[], language: Language): string {
  const [only, ...others] = scopes;
  return nameOf(language, "program", only !== undefined && others.length === 0 ? only : OTHER);
}
