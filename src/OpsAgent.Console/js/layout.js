// Lays out a state machine from its Amazon States Language definition. Knows no state by name: the main road is the
// way without errors, what leaves it stands beside it, long ways run in lanes, and the ends hang on a trunk.

const WIDTH = 138, HEIGHT = 34, ROW = 54, LANE = 18, GAP = 20, END_ROW = 44;

/** @returns {{name: string, type: string, comment: string, next: {to: string, kind: string}[]}[]} the states in order */
export function read(definition) {
  return Object.entries(definition.States).map(([name, state]) => ({
    name,
    type: state.Type,
    comment: state.Comment ?? '',
    next: merge([
      ...(state.Next ? [{ to: state.Next, kind: 'next' }] : []),
      ...(state.Choices ?? []).map((choice) => ({ to: choice.Next, kind: 'choice' })),
      ...(state.Default ? [{ to: state.Default, kind: 'default' }] : []),
      ...(state.Catch ?? []).map((caught) => ({ to: caught.Next, kind: 'catch' })),
    ]),
  }));
}

// Two ways to one state are one line; the first says its kind.
const merge = (edges) => edges.filter((edge, i) => edges.findIndex((e) => e.to === edge.to) === i);

/** @returns nodes with their places, edges with their paths, and the size of the picture */
export function layout(definition) {
  const states = read(definition);
  const byName = new Map(states.map((state) => [state.name, state]));
  const isEnd = (name) => ['Succeed', 'Fail'].includes(byName.get(name).type);

  // The main road: from the start by the first way that is no error, up to the choice between the ends.
  const road = [];
  for (let at = definition.StartAt; at && !road.includes(at) && !isEnd(at); at = byName.get(at).next.find((e) => e.kind !== 'catch')?.to) road.push(at);
  const ends = states.map((state) => state.name).filter(isEnd);
  const beside = states.map((state) => state.name).filter((name) => !road.includes(name) && !isEnd(name));

  const left = LANE + 8;
  const right = left + WIDTH + GAP;
  const nodes = new Map();
  const place = (name, x, y) => nodes.set(name, { ...byName.get(name), x, y, width: WIDTH, height: HEIGHT });
  road.forEach((name, i) => place(name, left, 4 + i * ROW));
  for (const name of beside) {
    const from = road.findIndex((r) => byName.get(r).next.some((e) => e.to === name));
    place(name, right, 4 + (from + 0.5) * ROW);
  }
  const endsFrom = 4 + road.length * ROW;
  ends.forEach((name, i) => place(name, i % 2 ? right : left, endsFrom + Math.floor(i / 2) * END_ROW));
  const width = right + WIDTH + LANE + 2;

  const edges = [];
  for (const from of nodes.values()) {
    for (const { to, kind } of from.next) edges.push({ from: from.name, to, kind, path: path(from, nodes.get(to)) });
  }

  function path(from, to) {
    const [fx, fy, tx, ty] = [from.x + WIDTH / 2, from.y + HEIGHT / 2, to.x + WIDTH / 2, to.y + HEIGHT / 2];
    if (ends.includes(to.name)) {
      const trunk = left + WIDTH + GAP / 2;
      const side = to.x === left ? left + WIDTH + 5 : right - 5;
      return `M${from.x + WIDTH} ${fy}H${trunk - 5}Q${trunk} ${fy} ${trunk} ${fy + 5}V${ty - 5}Q${trunk} ${ty} ${side > trunk ? trunk + 2 : trunk - 2} ${ty}H${side}`;
    }
    const onRoad = road.includes(from.name), toRoad = road.includes(to.name);
    if (onRoad && toRoad && road.indexOf(to.name) === road.indexOf(from.name) + 1) return `M${fx} ${from.y + HEIGHT}V${to.y - 5}`;
    if (onRoad && toRoad) return `M${from.x} ${fy}H${LANE}Q${LANE - 8} ${fy} ${LANE - 8} ${fy + 8}V${ty - 8}Q${LANE - 8} ${ty} ${LANE} ${ty}H${to.x - 5}`;
    if (onRoad) return `M${from.x + WIDTH} ${fy}H${tx - 8}Q${tx} ${fy} ${tx} ${fy + 8}V${to.y - 5}`;
    const near = to.y - from.y < ROW;
    if (near) return `M${fx} ${from.y + HEIGHT}V${ty - 8}Q${fx} ${ty} ${fx - 8} ${ty}H${to.x + WIDTH + 5}`;
    const lane = width - 8;
    return `M${from.x + WIDTH} ${fy}H${lane - 8}Q${lane} ${fy} ${lane} ${fy + 8}V${ty - 2}Q${lane} ${ty + 6} ${lane - 8} ${ty + 6}H${to.x + WIDTH + 5}`;
  }

  return { nodes: [...nodes.values()], edges, width, height: endsFrom + Math.ceil(ends.length / 2) * END_ROW };
}
