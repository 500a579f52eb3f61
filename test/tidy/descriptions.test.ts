/** The schema can be read by people who have nothing else: every description says something, and what a screen shows has its Korean term. */
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";
import { textOf } from "./sources.js";

const schema: GraphQLSchema = buildSchema(textOf("schema/schema.graphql"));

interface Described {
  /** `Refund`, `Refund.amount`, `RefundStatus.COMPLETED` */
  name: string;
  /** What needs a permission says so in a paragraph of its own. */
  text: string;
}

const described = (name: string, text: string | null | undefined): Described => ({
  name,
  text: (text ?? "").split("\n\nNeeds ")[0]?.trim() ?? "",
});

/** A type with its fields, or an enum with its values. */
function partsOf(type: GraphQLNamedType): Described[] {
  const parts = "getFields" in type ? Object.values(type.getFields()) : isEnumType(type) ? [...type.getValues()] : [];
  return [
    described(type.name, type.description),
    ...parts.map((part) => described(`${type.name}.${part.name}`, part.description)),
  ];
}

const own = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));

/** Lists and their pages are explained once, in `PageInfo` and `TotalCount`; of rules the kinds have their Korean terms. */
const PLUMBING =
  /(?:Connection|Edge)$|^(?:PageInfo|Node|TotalCount|CountPrecision|Date|DateTime|MinorUnits|String|Int|Boolean|ID)$/;
/** Everything else is reached from these. */
const SHOWN_FIRST = ["Refund", "Return", "Order", "Payment", "WaitingApproval", "RefundFigures", "BookedCancellation"];

/** The types a screen can show, found from the first ones field by field. */
function shownTypes(): GraphQLNamedType[] {
  const found = new Map<string, GraphQLNamedType>();
  const look = (name: string): void => {
    const type = schema.getType(name);
    if (!type || found.has(name)) return;
    found.set(name, type);
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields())) look(getNamedType(field.type).name);
    if (isUnionType(type)) for (const { name: member } of type.getTypes()) look(member);
  };
  SHOWN_FIRST.forEach(look);
  return [...found.values()].filter(({ name }) => !PLUMBING.test(name));
}

const LEAST_WORDS = 3;
/** Words that are in every description and say nothing alone. */
const EMPTY = new Set(
  "the a an of its it is this that which what where when who how opaque stands and or to in".split(" "),
);

/** `refundAccount` → `refund`, `account` */
const wordsOf = (name: string): string[] =>
  (name.split(".").at(-1) ?? "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[ _]/);

/** What is wrong with a description: too few words, none that the name does not say already, or no sentence. A Korean term always says something. */
function faultOf({ name, text }: Described): string | null {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const known = new Set([...EMPTY, ...wordsOf(name)]);
  const more = words.filter((word) => !known.has(word));
  if (words.length < LEAST_WORDS || more.length === 0) return `${name} says nothing: ${text}`;
  return /[.!?)…:`}]$/.test(text) ? null : `${name} is no sentence: ${text}`;
}

/** The three roots are what GraphQL calls them. */
const LEFT_OUT = /^(?:Query|Mutation|Subscription)$/;

it("every type, field and value says something, in a sentence", () => {
  const faults = own
    .flatMap(partsOf)
    .filter(({ name }) => !LEFT_OUT.test(name))
    .map(faultOf);
  expect(faults.filter((fault) => fault !== null)).toEqual([]);
});

it("what a screen shows has its Korean term beside the English one", () => {
  const types = shownTypes();
  expect(types.length).toBeGreaterThan(60);
  const without = types.flatMap(partsOf).filter(({ text }) => !/\p{Script=Hangul}/u.test(text));
  expect(without.map(({ name }) => name)).toEqual([]);
});

it("would find what says nothing", () => {
  const texts = ["Which.", "Opaque.", "Where it stands.", "The kind of it.", "", "The day of the refund"];
  expect(texts.map((text) => faultOf({ name: "Refund.kind", text })).filter((fault) => fault === null)).toEqual([]);
  expect(faultOf({ name: "X.y", text: "The amount (금액)." })).toBeNull();
});
