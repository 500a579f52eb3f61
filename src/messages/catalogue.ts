/**
 * The catalogue of messages (`messages/ko.json`, `messages/en.json`): every sentence a caller reads, in Korean and English. The files
 * are i18next's own format, so that a page can load the same ones. See docs/adr/0045-one-catalogue-of-messages.md.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createInstance } from "i18next";
import { dayText, momentText, moneyText } from "./formats.js";
import type { Language } from "./language.js";
import { PARTICLES, withParticle, type Particle } from "./particles.js";
import type { MessageKey, ParamsOf } from "./sentence.js";
import { isSentence, type Params, type Sentence, type Text } from "./text.js";

/** In place of a value nobody gave: an answer stored by an earlier release may lack it. */
const NO_VALUE = "?";

/** The nearest folder above that has the files: this one runs as TypeScript in src/ and compiled in dist/src/. */
function folder(): string {
  let above = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(above, "messages", "ko.json"))) {
    if (dirname(above) === above) throw new Error("messages/ko.json is not part of this installation");
    above = dirname(above);
  }
  return join(above, "messages");
}

const read = (language: Language): Record<string, object> =>
  JSON.parse(readFileSync(join(folder(), `${language}.json`), "utf8")) as Record<string, object>;

const FILES: Readonly<Record<Language, Record<string, object>>> = { ko: read("ko"), en: read("en") };

const i18n = createInstance();
void i18n.init({
  initAsync: false,
  lng: "ko",
  fallbackLng: false,
  resources: { ko: { translation: FILES.ko }, en: { translation: FILES.en } },
  nsSeparator: false,
  // Answers are JSON; who shows them in HTML escapes them there.
  interpolation: { escapeValue: false },
  missingInterpolationHandler: () => NO_VALUE,
});

type Format = (value: unknown, language: Language, options: { currency?: unknown }) => string;

const addFormat = (name: string, format: Format): void =>
  i18n.services.formatter?.add(name, (value: unknown, language: string | undefined, options: object) =>
    value === undefined || value === null ? NO_VALUE : format(value, language as Language, options),
  );

addFormat("money", (amount, language, { currency }) =>
  /^-?\d+$/.test(String(amount))
    ? moneyText(language, amount as number | string, typeof currency === "string" ? currency : undefined)
    : String(amount),
);
addFormat("day", (day, language) => dayText(language, String(day)));
addFormat("moment", (moment, language) => momentText(language, String(moment)));
for (const particle of Object.keys(PARTICLES) as Particle[])
  addFormat(particle, (word, language) => (language === "ko" ? withParticle(String(word), particle) : String(word)));

/** Between the entries of a list of values. */
const LIST = ", ";
/** Between several sentences in one. */
const SENTENCES = "; ";

/** The name of a value in `names`, such as that of a state; the value itself where it has none. */
export function nameOf(language: Language, room: string, value: string): string {
  const name: unknown = i18n.getResource(language, "translation", `names.${room}.${value}`);
  return typeof name === "string" ? name : value;
}
for (const room of Object.keys(FILES.ko["names"] ?? {}))
  addFormat(room, (value, language) =>
    String(value)
      .split(LIST)
      .map((each) => nameOf(language, room, each))
      .join(LIST),
  );

/** Rooms of values a fact may have, in the order they are looked into. */
const VALUE_ROOMS = ["payer", "method", "promotion", "taxCategory", "capture", "lineKind", "answer"] as const;
const MOMENT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** A fact's value: the name of a choice, a moment, or the text as it is. */
addFormat("value", (value, language) => {
  const text = String(value);
  if (MOMENT.test(text)) return momentText(language, text);
  return VALUE_ROOMS.map((room) => nameOf(language, room, text)).find((name) => name !== text) ?? text;
});

/** A path of an input in words: `return.lines.1.quantity` is 반품 › 상품 2번째 › 수량, and in English return › lines 2 › quantity. */
addFormat("path", (path, language) =>
  String(path)
    .split(".")
    .reduce<string[]>((parts, part) => {
      const place = `${Number(part) + 1}${language === "ko" ? "번째" : ""}`;
      if (/^\d+$/.test(part) && parts.length > 0) parts.push(`${parts.pop()} ${place}`);
      else parts.push(nameOf(language, "field", part));
      return parts;
    }, [])
    .join(" › "),
);

/** Amounts in a sentence within a sentence are of its currency, unless it has one of its own. */
function textIn(language: Language, value: Text, around: Params): string | number | boolean | null {
  if (isSentence(value)) {
    const { currency } = around;
    return render(language, { ...value, with: { ...(currency !== undefined && { currency }), ...value.with } });
  }
  if (!Array.isArray(value)) return value as string | number | boolean | null;
  const entries = value as readonly (string | Sentence)[];
  return entries.map((entry) => textIn(language, entry, around)).join(entries.some(isSentence) ? SENTENCES : LIST);
}

/** A sentence in words. */
export function render(language: Language, { sentence: key, with: params = {} }: Sentence): string {
  const values = Object.entries(params).map(([name, value]) => [name, textIn(language, value, params)]);
  return i18n.t(key, { ...(Object.fromEntries(values) as Record<string, string>), lng: language });
}

/** A message in words. */
export const say = <K extends MessageKey>(language: Language, key: K, ...[params]: ParamsOf<K>): string =>
  render(language, { sentence: key, ...(params && { with: params }) });

/** The message with its parameters in braces, for pages that are generated: `There is no {what} {id}.` */
export const templateOf = (language: Language, key: MessageKey): string =>
  String(i18n.getResource(language, "translation", key)).replace(/\{\{\s*(\w+)[^}]*\}\}/g, "{$1}");
