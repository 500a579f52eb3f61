/**
 * Masks: what a person without the grant sees. Total for any text, in characters as a reader counts them (graphemes).
 * A masked value of one character or more is never the clear one. No statute fixes one scheme; this is the usual
 * Korean one, the same everywhere.
 */

/** Stars for what is hidden stop here: nothing in the service is longer on purpose, and a mask stays short. */
const MAX_STARS = 20;
/** Graphemes looked at; the rest of a longer text is hidden with the others. */
const MAX_CHARACTERS = 200;
/** Stars that do not tell how many characters they stand for. */
const SOME_STARS = "***";

const segmenter = new Intl.Segmenter("ko", { granularity: "grapheme" });

/**
 * Name (이름): the first and the last character of three, `김*용`; the first of two, `김*`; nothing of one, `*`. Of four
 * and more the first two, because a surname of two syllables (복성) is then likely: `남궁**`, `주식****`.
 */
export const maskName = (name: string): string =>
  hidden(name, (characters) => {
    const [first = "", second = ""] = characters;
    if (characters.length === 1) return "*";
    if (characters.length === 2) return `${first}*`;
    if (characters.length === 3) return `${first}*${characters[2] ?? ""}`;
    return `${first}${second}${stars(characters.length - 2)}`;
  });

/** Id (아이디), also an e-mail address as an id: the first two characters, `ho***`; of two the first; of one nothing. */
export const maskId = (id: string): string =>
  hidden(id, (characters) => `${characters.slice(0, Math.min(2, characters.length - 1)).join("")}${SOME_STARS}`);

/** From so many digits on, the first three may be shown too: at least four stay hidden. */
const LONG_ACCOUNT = 10;
/** From so many digits on, the last three may be shown. */
const SHORT_ACCOUNT = 7;

/** Account number (계좌번호), hyphens and spaces left out: `110******676`; shorter ones `****676`; very short ones all stars. */
export const maskAccountNumber = (accountNumber: string): string =>
  hidden(accountNumber.replace(/[\s-]/g, "") || accountNumber, (characters) => {
    const count = characters.length;
    const tail = characters.slice(-3).join("");
    if (count >= LONG_ACCOUNT) return `${characters.slice(0, 3).join("")}${stars(count - 6)}${tail}`;
    return count >= SHORT_ACCOUNT ? `${stars(count - 3)}${tail}` : stars(count);
  });

/** Mobile, Seoul (02) and three-digit area codes; then three or four digits; then four. */
const KOREAN_PHONE = /^(01\d|02|0\d\d)(\d{3,4})(\d{4})$/;

/** Telephone: `010-****-1234`, `02-***-1234`; +82 becomes 0. What is no Korean number is all stars. */
export const maskPhone = (phone: string): string =>
  hidden(phone, () => {
    const digits = phone.slice(0, MAX_CHARACTERS).replace(/\D/g, "").replace(/^82/, "0");
    const [, area, middle, last] = KOREAN_PHONE.exec(digits) ?? [];
    return area && middle && last ? `${area}-${stars(middle.length)}-${last}` : SOME_STARS;
  });

const stars = (count: number): string => "*".repeat(Math.min(count, MAX_STARS));

/** Runs a mask over the characters of `clear`; the empty text stays empty, blanks become stars, nothing comes back as it was. */
function hidden(clear: string, mask: (characters: readonly string[]) => string): string {
  if (clear === "") return "";
  const characters = charactersOf(clear.trim());
  const masked = characters.length === 0 ? SOME_STARS : mask(characters);
  // A clear value that already looks like a mask (`김*`) would come back as it is.
  if (masked !== clear) return masked;
  return clear === SOME_STARS ? `${SOME_STARS}*` : SOME_STARS;
}

function charactersOf(text: string): string[] {
  const characters: string[] = [];
  for (const { segment } of segmenter.segment(text)) {
    if (characters.push(segment) === MAX_CHARACTERS) break;
  }
  return characters;
}
