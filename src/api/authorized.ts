/** Says who may read a field or call an operation, where it is declared. `guard.ts` enforces it. */
import "reflect-metadata";
import type { GraphQLFieldExtensions, GraphQLObjectTypeExtensions } from "graphql";
import { Extensions } from "type-graphql";
import type { Permission } from "../access/permission.js";

export type Rule =
  | { kind: "PERMISSION"; permission: Permission }
  /** Whoever is logged in, whatever their role. */
  | { kind: "LOGGED_IN" }
  /** Whoever is logged in and may read the type of what is found, for a field that leads to an interface. */
  | { kind: "BY_TYPE" }
  /** A part of what holds it, with nothing of its own to guard. */
  | { kind: "PART" };

const KEY = "rule";

type Target = ClassDecorator & MethodDecorator & PropertyDecorator;
const rule = (value: Rule): Target => Extensions({ [KEY]: value }) as Target;

/**
 * On an operation or a field: needs this permission. On a type: every field of it does; the question is asked once at each
 * field that leads to the type, so that a list of 50 asks once and not once per value.
 */
export const Authorized = (permission: Permission): Target => rule({ kind: "PERMISSION", permission });

export const LoggedIn = (): Target => rule({ kind: "LOGGED_IN" });

/** On a field that leads to an interface: each value found needs what its own type needs. */
export const AuthorizedByType = (): Target => rule({ kind: "BY_TYPE" });

/** On a type: a value such as `Money`, guarded by the field it hangs on. Never on a type that can be looked up. */
export const Part = (): Target => rule({ kind: "PART" });

export const ruleOf = (
  extensions: Readonly<GraphQLFieldExtensions<unknown, unknown> | GraphQLObjectTypeExtensions>,
): Rule | null => ((extensions as Record<string, unknown>)[KEY] as Rule | undefined) ?? null;
