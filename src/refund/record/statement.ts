/**
 * Statements of two people: one states what he saw, which changes nothing; a second one confirms the same, and only then it
 * takes effect. Of each thing at most one statement is open.
 */
import { sentence } from "../../messages/sentence.js";
import type { Sentence } from "../../messages/text.js";
import { isDeepStrictEqual } from "node:util";
import type { FilterQuery } from "@mikro-orm/core";
import type { EntityManager } from "@mikro-orm/postgresql";
import type { Principal } from "../../access/principal.js";
import { samePerson } from "../../access/subject.js";
import { newId } from "../../identifier.js";
import { fail, ok, type Outcome } from "../../problem.js";
import { Secret } from "../../secret.js";
import type { RefundContext } from "../context.js";
import { endStated, openStated } from "./state-items.js";
import type { StatedKind } from "./work-item.entity.js";
import { confirmingEvidenceContext } from "./written-text.js";

/** The columns that every table of statements has. */
interface StatementRow {
  id: string;
  evidenceSealed: string;
  /** The evidence of the second person; null until somebody confirms it. */
  confirmingEvidenceSealed: string | null;
  statedBy: string;
  statedAt: Date;
  confirmedBy: string | null;
  closedAt: Date | null;
}

/** The subject of a statement: a refund or a payment. */
type About = { refundId: string } | { paymentId: string };

/** The columns of what it says. */
type Content<Row> = Omit<Row, keyof StatementRow | "refundId" | "paymentId">;

/** A kind of statement: where it is kept, and how its problems speak of it. */
interface StatementKind<Row> {
  entity: new () => Row;
  /** Where the evidence stands encrypted: it may name people. */
  evidenceAt: { table: string; column: string };
  noun: "statement" | "proposal";
  /** The work item that is open as long as one waits. */
  item: StatedKind;
  /** The input field that names a statement to confirm. */
  confirmedIn: string;
  /** The statement in brief, for somebody who confirmed another one. */
  summaryOf(statement: Row): Sentence;
}

interface Said<Row> {
  principal: Principal;
  about: About;
  /** The columns that both people have to state alike. */
  content: Content<Row>;
  evidence: string;
  /** The statement of somebody else that is confirmed; null to make one. */
  confirmsId: string | null;
  /** Makes it so, once a second person has confirmed it. */
  takeEffect(statement: Row, at: Date): Promise<Outcome<unknown>>;
}

interface Stated {
  statementId: string;
  /** False: the statement waits for a second person. */
  confirmed: boolean;
}

/** Bound to one kind. Outcomes: STATEMENT_CONFLICT (another statement than the open one), SAME_PERSON, and those of `takeEffect`. */
export const statementsOf =
  <Row extends StatementRow>(kind: StatementKind<Row>) =>
  (context: RefundContext, em: EntityManager, said: Said<Row>): Promise<Outcome<Stated>> =>
    said.confirmsId === null ? state(context, em, kind, said) : confirm(context, em, kind, said);

const openOf = (about: About) => ({ ...about, closedAt: null }) as FilterQuery<StatementRow>;

/** Makes a statement; an earlier open one, by whomever, is closed unconfirmed. */
async function state(
  context: RefundContext,
  em: EntityManager,
  { entity, evidenceAt, item }: StatementKind<StatementRow>,
  { principal, about, content, evidence }: Said<StatementRow>,
): Promise<Outcome<Stated>> {
  const at = context.clock.now();
  await em.nativeUpdate(entity, openOf(about), { closedAt: at });
  const id = newId();
  const statement: StatementRow = {
    id,
    evidenceSealed: context.cipher.seal(new Secret(evidence), { ...evidenceAt, rowId: id }),
    confirmingEvidenceSealed: null,
    statedBy: principal.subject,
    statedAt: at,
    confirmedBy: null,
    closedAt: null,
  };
  em.persist(Object.assign(new entity(), about, content, statement));
  await openStated(em, item, about, { at, statedBy: principal.subject });
  return ok({ statementId: id, confirmed: false });
}

/** The one rule of who may not confirm: whoever has stated it. The list of what waits asks it, too. */
export const isOwnStatement = ({ statedBy }: Pick<StatementRow, "statedBy">, subject: string): boolean =>
  samePerson(statedBy, subject);

async function confirm(
  context: RefundContext,
  em: EntityManager,
  kind: StatementKind<StatementRow>,
  said: Said<StatementRow>,
): Promise<Outcome<Stated>> {
  const { entity, noun, item, confirmedIn } = kind;
  const { principal, about, content } = said;
  const open = await em.findOne(entity, openOf(about));
  const statement = open?.id === said.confirmsId ? open : null;
  if (!statement)
    return fail("STATEMENT_CONFLICT", { reason: sentence("reasons.statement.notOpen", { noun }) }, [confirmedIn]);
  if (isOwnStatement(statement, principal.subject)) return fail("SAME_PERSON", { ...about });
  const names = Object.keys(content);
  const stated = Object.fromEntries(names.map((name) => [name, statement[name as keyof StatementRow]]));
  if (!isDeepStrictEqual(stated, { ...content }))
    return fail("STATEMENT_CONFLICT", {
      reason: sentence("reasons.statement.says", { summary: kind.summaryOf(statement) }),
    });
  const at = context.clock.now();
  const effect = await said.takeEffect(statement, at);
  if (!effect.ok) return effect;
  const confirmingEvidenceSealed = context.cipher.seal(
    new Secret(said.evidence),
    confirmingEvidenceContext(kind.evidenceAt, statement.id),
  );
  Object.assign(statement, { confirmedBy: principal.subject, confirmingEvidenceSealed, closedAt: at });
  await endStated(em, item, about, at);
  return ok({ statementId: statement.id, confirmed: true });
}
