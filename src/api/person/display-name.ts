/** The name of whoever a subject stands for, as people call them. */
import type { Scope } from "../../access/permission.js";
import { programName, systemName } from "../../access/subject-names.js";
import { nameOf } from "../../messages/catalogue.js";
import type { Language } from "../../messages/language.js";

interface Named {
  subject: string;
  kind: string;
  storedName: string | null;
  scopes: readonly Scope[];
}

/** Null where no name is known. */
export function displayName({ subject, kind, storedName, scopes }: Named, language: Language): string | null {
  if (kind === "SYSTEM") return systemName(subject, language);
  if (storedName !== null) return storedName;
  return kind === "PROGRAM" ? programName(scopes, language) : null;
}

/** For a sentence, which never holds a subject. */
export const nameInSentence = (person: Named, language: Language): string =>
  displayName(person, language) ?? nameOf(language, "person", "unknown");
