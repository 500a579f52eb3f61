/** The languages a caller can read, and which one `Accept-Language` asks for. */
export type Language = "ko" | "en";

/** Longer than any browser sends. */
const MAX_HEADER_CHARACTERS = 200;

/** `Accept-Language` → Korean, unless English is wanted more (RFC 9110, 12.5.4). */
export function languageOf(header: unknown): Language {
  if (typeof header !== "string" || header.length > MAX_HEADER_CHARACTERS) return "ko";
  const wanted = { ko: 0, en: 0 };
  for (const part of header.split(",")) {
    const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
    const quality = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((q) => q !== undefined);
    const language = tag.split("-")[0];
    const weight = quality === undefined ? 1 : Number(quality);
    if ((language === "ko" || language === "en") && weight > wanted[language]) wanted[language] = weight;
  }
  return wanted.en > wanted.ko ? "en" : "ko";
}
