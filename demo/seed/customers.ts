/** Customers who do not exist: common Korean family and given names, and the login ids such people choose. */
import type { RandomSource } from "./random-source.js";

export interface Customer {
  /** Login id (아이디). */
  id: string;
  name: string;
}

const FAMILY_NAMES = [
  ["김", "kim"],
  ["이", "lee"],
  ["박", "park"],
  ["최", "choi"],
  ["정", "jung"],
  ["강", "kang"],
  ["조", "cho"],
  ["윤", "yoon"],
  ["장", "jang"],
  ["임", "lim"],
  ["한", "han"],
  ["오", "oh"],
  ["서", "seo"],
  ["신", "shin"],
  ["권", "kwon"],
  ["황", "hwang"],
  ["송", "song"],
  ["안", "ahn"],
  ["홍", "hong"],
  ["남궁", "namgung"],
] as const;

const GIVEN_NAMES = [
  ["서연", "seoyeon"],
  ["민준", "minjun"],
  ["지우", "jiwoo"],
  ["서준", "seojun"],
  ["하윤", "hayoon"],
  ["도윤", "doyoon"],
  ["은지", "eunji"],
  ["현우", "hyunwoo"],
  ["수빈", "subin"],
  ["지훈", "jihoon"],
  ["예린", "yerin"],
  ["동현", "donghyun"],
  ["미경", "mikyung"],
  ["영호", "youngho"],
  ["정숙", "jungsook"],
  ["상철", "sangchul"],
  ["다은", "daeun"],
  ["태윤", "taeyoon"],
  ["혜진", "hyejin"],
  ["성민", "sungmin"],
  ["유나", "yuna"],
  ["재원", "jaewon"],
  ["보라", "bora"],
  ["준", "jun"],
] as const;

/** The customer of the given number; numbers keep login ids apart. */
export function inventCustomer(random: RandomSource, number: number): Customer {
  const [family, familyInLatin] = random.pick(FAMILY_NAMES);
  const [given, givenInLatin] = random.pick(GIVEN_NAMES);
  const year = random.between(58, 99);
  const id = random.pick([
    `${givenInLatin}${year}${number}`,
    `${familyInLatin}.${givenInLatin}${number}`,
    `${givenInLatin}_${familyInLatin}${number}`,
  ]);
  return { id, name: `${family}${given}` };
}
