/** Names as banks and shops spell one person: composed or not, with blanks or without, full width or half. */
export const plainName = (name: string): string => name.normalize("NFKC").replace(/\s+/gu, "").toUpperCase();
