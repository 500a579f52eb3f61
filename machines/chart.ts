/** Draws the machine: the text of `docs/lifecycle.md`, read off the machine itself so that it cannot be out of date. */
import { EFFECTS, EFFECT_NAMES, isMoneyEffect, type Effect } from "./effects.js";
import { EVENTS, EVENT_TYPES, EVERY_CREATION, EVERY_EVENT, type Creation, type RefundEvent } from "./events.js";
import { REFUND_STATES, describe, type RefundState } from "./states.js";
import { advance, initialTransition } from "./transition.js";

/** The whole page, Markdown, ending in one line break. */
export function lifecycleMarkdown(): string {
  return `${[
    "# The refund's life",
    "Generated from `machines/refund.machine.ts` by `npm run schema`: do not edit. CI fails when it is stale.",
    "A refund rests in one of the states below. An event either fits the state, or it changes nothing and is answered `REFUND_STATE_CONFLICT`. The effects of a step are written in the step's own transaction.",
    "## Diagram",
    diagram(),
    "## States",
    states(),
    "## State × event",
    "Numbers are the states of the table above: the row's event leads from the column's state to the state in the cell. An empty cell is a conflict. Where an event carries a boolean that decides, both answers stand in the cell: *yes* / no.",
    matrix(),
    "## Steps and their effects",
    "**Bold** effects move money.",
    creations(),
    ...REFUND_STATES.map(transitionsFrom),
    "## Events",
    table(
      ["event", "carries", "meaning"],
      EVENT_TYPES.map((type) => [code(type), EVENTS[type].flag ? code(EVENTS[type].flag) : "", EVENTS[type].meaning]),
    ),
    "## Effects",
    "`a` is the refund's amount. No step moves money but by the effects in bold.",
    table(
      ["effect", "what the caller writes"],
      EFFECT_NAMES.map((name) => [effect(name), EFFECTS[name]]),
    ),
  ].join("\n\n")}\n`;
}

const states = (): string =>
  table(
    ["№", "state", "`status`", "detail", "Korean", "meaning"],
    REFUND_STATES.map((state) => {
      const { status, gatewayPhase, processingResult, approval, korean, koreanDetail, meaning } = describe(state);
      const detail = [
        gatewayPhase && `\`gatewayPhase\` \`${gatewayPhase}\``,
        processingResult && `\`processingResult\` \`${processingResult}\``,
        approval && `\`approval\` \`${approval}\``,
        state === "completed" && "paid by hand: `processingResult` `SUCCEEDED`",
      ].filter(Boolean);
      const name = koreanDetail ? `${korean} · ${koreanDetail}` : korean;
      return [number(state), code(state), code(status), detail.join(", "), name, meaning];
    }),
  );

const matrix = (): string =>
  table(
    ["event", ...REFUND_STATES.map(number)],
    EVENT_TYPES.map((type) => [code(type), ...REFUND_STATES.map((state) => cell(state, type))]),
  );

/** `""`, `"3"`, or `"*2* / 3"` where the event's boolean decides. */
function cell(from: RefundState, type: RefundEvent["type"]): string {
  const [no, yes] = EVERY_EVENT.filter((event) => event.type === type).map((event) => advance(from, event)?.to);
  if (!no) return "";
  return yes && yes !== no ? `*${number(yes)}* / ${number(no)}` : number(no);
}

const creations = (): string =>
  [
    "### Creation",
    table(
      ["created as", "next", "effects"],
      EVERY_CREATION.map((input) => {
        const { to, effects } = initialTransition(input);
        return [createdAs(input), code(to), effects.map(effect).join(", ")];
      }),
    ),
  ].join("\n\n");

function transitionsFrom(state: RefundState): string {
  const rows = arrowsFrom(state).map(({ event, to, effects }) => [event, code(to), effects.map(effect).join(", ")]);
  const steps = rows.length > 0 ? table(["event", "next", "effects"], rows) : "Nothing follows.";
  return [`### ${number(state)} · ${code(state)} ${describe(state).korean}`, steps].join("\n\n");
}

interface Arrow {
  /** The event as Markdown, with its boolean where that decides. */
  event: string;
  to: RefundState;
  effects: readonly Effect[];
}

/** One arrow per different outcome: an event whose boolean changes nothing is one arrow. */
function arrowsFrom(from: RefundState): Arrow[] {
  return EVENT_TYPES.flatMap((type) => {
    const events = EVERY_EVENT.filter((event) => event.type === type);
    const steps = events.flatMap((event) => advance(from, event) ?? []);
    const decides = new Set(steps.map(({ to }) => to)).size > 1;
    return (decides ? steps : steps.slice(0, 1)).map(({ to, effects }, index) => ({
      event: decides ? `${code(type)}, ${index === 0 ? "not " : ""}${code(EVENTS[type].flag ?? "")}` : code(type),
      to,
      effects,
    }));
  });
}

/** Flat on purpose: Mermaid cannot draw an arrow from inside one composite state into another. */
function diagram(): string {
  const arrows = REFUND_STATES.flatMap((from) => {
    const labels = new Map<RefundState, string[]>();
    for (const { event, to } of arrowsFrom(from))
      labels.set(to, [...(labels.get(to) ?? []), event.replaceAll("`", "").replace(", ", " · ")]);
    return [...labels].map(([to, events]) => `  ${id(from)} --> ${id(to)}: ${events.join("<br/>")}`);
  });
  return [
    "```mermaid",
    "stateDiagram-v2",
    ...REFUND_STATES.map((state) => `  state "${describe(state).korean}<br/>${state}" as ${id(state)}`),
    ...EVERY_CREATION.map(
      (input) =>
        `  [*] --> ${id(initialTransition(input).to)}: ${createdAs(input).replaceAll("`", "").replace(", ", " · ")}`,
    ),
    ...arrows,
    `  ${id("cancelled")} --> [*]`,
    "```",
  ].join("\n");
}

function createdAs(input: Creation): string {
  if (input.kind === "COLLECTED_RETURN") return "with a collected return";
  return `by hand (수기 환불), ${input.needsApproval ? "" : "not "}\`needsApproval\``;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const code = (text: string): string => `\`${text}\``;
const effect = (name: Effect): string => (isMoneyEffect(name) ? `**${code(name)}**` : code(name));
const number = (state: RefundState): string => String(REFUND_STATES.indexOf(state) + 1);
const id = (state: RefundState): string => state.replace(".", "_");
