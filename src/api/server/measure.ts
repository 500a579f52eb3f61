/** Measures a document with its fragments spread, in time that grows with the document and not with what it spreads to. */
import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

export interface Measure {
  /** Fields nested in fields, outside introspection. */
  depth: number;
  /** Fields nested in fields below `__schema` or `__type`. */
  introspectionDepth: number;
  fields: number;
  aliases: number;
  /** Characters of the longest alias. */
  longestAlias: number;
  directives: number;
  /** True when `__schema` or `__type` is asked for. */
  introspects: boolean;
  /** Fields of this selection itself, without `__typename`. */
  topFields: number;
}

const NOTHING: Measure = {
  depth: 0,
  introspectionDepth: 0,
  fields: 0,
  aliases: 0,
  longestAlias: 0,
  directives: 0,
  introspects: false,
  topFields: 0,
};

/** Larger than any limit and safe to add up: a product of fragments would otherwise overflow. */
const CAP = 1_000_000;

const INTROSPECTION_FIELDS: ReadonlySet<string> = new Set(["__schema", "__type"]);

export type MeasureOf = (operation: OperationDefinitionNode) => Measure;

/** A fragment that spreads itself counts as empty there: GraphQL's own rule refuses the cycle. */
export function measureDocument(document: DocumentNode): MeasureOf {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const known = new Map<string, Measure>();
  const open = new Set<string>();

  function ofFragment(name: string): Measure {
    const fragment = fragments.get(name);
    if (!fragment || open.has(name)) return NOTHING;
    const earlier = known.get(name);
    if (earlier) return earlier;
    open.add(name);
    const measured = ofSelections(fragment.selectionSet);
    open.delete(name);
    known.set(name, measured);
    return measured;
  }

  function ofSelections(selectionSet: SelectionSetNode | undefined): Measure {
    let sum = NOTHING;
    for (const node of selectionSet?.selections ?? []) {
      const own = { ...NOTHING, directives: node.directives?.length ?? 0 };
      if (node.kind === Kind.FIELD) {
        const below = ofSelections(node.selectionSet);
        sum = add(sum, { ...own, aliases: node.alias ? 1 : 0, longestAlias: node.alias?.value.length ?? 0 });
        sum = add(sum, asField(node.name.value, below));
      } else {
        const inside =
          node.kind === Kind.FRAGMENT_SPREAD ? ofFragment(node.name.value) : ofSelections(node.selectionSet);
        sum = add(add(sum, own), inside);
      }
    }
    return sum;
  }

  return (operation) => {
    const selections = ofSelections(operation.selectionSet);
    return add(selections, { ...NOTHING, directives: operation.directives?.length ?? 0 });
  };
}

/** The cost a field adds to its selection: itself, and everything below it one level deeper. */
function asField(name: string, below: Measure): Measure {
  const introspects = INTROSPECTION_FIELDS.has(name);
  const depth = 1 + Math.max(below.depth, 0);
  return {
    ...below,
    fields: below.fields + 1,
    depth: introspects ? 1 : depth,
    introspectionDepth: introspects ? depth : below.introspectionDepth,
    introspects: introspects || below.introspects,
    topFields: name === "__typename" ? 0 : 1,
  };
}

const capped = (sum: number): number => Math.min(sum, CAP);

const add = (a: Measure, b: Measure): Measure => ({
  depth: Math.max(a.depth, b.depth),
  introspectionDepth: Math.max(a.introspectionDepth, b.introspectionDepth),
  fields: capped(a.fields + b.fields),
  aliases: capped(a.aliases + b.aliases),
  longestAlias: Math.max(a.longestAlias, b.longestAlias),
  directives: capped(a.directives + b.directives),
  introspects: a.introspects || b.introspects,
  topFields: capped(a.topFields + b.topFields),
});

/** Names of the fields an operation asks for at its top, fragments included. */
export function topFieldNames(document: DocumentNode, operation: OperationDefinitionNode): ReadonlySet<string> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  const names = new Set<string>();
  const spread = new Set<string>();
  const open: SelectionSetNode[] = [operation.selectionSet];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const node of next.selections) {
      if (node.kind === Kind.FIELD) names.add(node.name.value);
      else if (node.kind === Kind.INLINE_FRAGMENT) open.push(node.selectionSet);
      else if (!spread.has(node.name.value)) {
        spread.add(node.name.value);
        const fragment = fragments.get(node.name.value);
        if (fragment) open.push(fragment.selectionSet);
      }
    }
  }
  return names;
}
