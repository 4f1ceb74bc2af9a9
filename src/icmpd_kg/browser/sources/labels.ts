/** Which labels a picture has room for, and on which side of its node each stands: none covers another, or a node. */

export type Side = "right" | "left" | "above" | "below";

/** A node on the screen, in pixels, how wide its label is, and how many ties it has. */
export interface Labelled {
  id: string;
  ties: number;
  x: number;
  y: number;
  radius: number;
  width: number;
}

/** Where a label stands. */
export interface Written {
  side: Side;
  box: Box;
}

export type Box = [left: number, top: number, right: number, bottom: number];

const SIDES: Side[] = ["right", "left", "below", "above"];
/** Between a node and its label, as the renderer sets it. */
const MARGIN = 5;

/** The name of a hub may cover nodes with so many times fewer ties, or it would have no place among its neighbours. */
const HUB = 4;

/**
 * The labels that fit into a picture of this size, those of the first nodes before those of later ones. None covers
 * another; each stands on the side of its node where it covers least.
 */
export function placed(
  nodes: Labelled[],
  height: number,
  view: { width: number; height: number },
): Map<string, Written> {
  const [discs, written] = [new Grid(), new Grid()];
  for (const { x, y, radius, ties } of nodes) discs.add([x - radius, y - radius, x + radius, y + radius], ties);
  const found = new Map<string, Written>();
  for (const node of nodes) {
    let [best, least]: [Written | null, number] = [null, Infinity];
    for (const side of SIDES) {
      const box = boxed(node, side, height);
      const outside = box[0] < 0 || box[1] < 0 || box[2] > view.width || box[3] > view.height;
      if (outside || written.under(box).length) continue;
      const covered = discs.under(box);
      if (covered.length < least && covered.every((ties) => Math.max(1, ties) * HUB <= node.ties))
        [best, least] = [{ side, box }, covered.length];
    }
    if (!best) continue;
    written.add(best.box, node.ties);
    found.set(node.id, best);
  }
  return found;
}

function boxed({ x, y, radius, width }: Labelled, side: Side, height: number): Box {
  const away = radius + MARGIN;
  if (side === "right") return [x + away, y - height / 2, x + away + width, y + height / 2];
  if (side === "left") return [x - away - width, y - height / 2, x - away, y + height / 2];
  if (side === "above") return [x - width / 2, y - away - height, x + width / 2, y - away];
  return [x - width / 2, y + away, x + width / 2, y + away + height];
}

/** Boxes by the squares of a grid that they lie in, so that only near ones are compared. */
class Grid {
  private static readonly STEP = 64;
  private readonly cells = new Map<string, { box: Box; ties: number }[]>();

  add(box: Box, ties: number): void {
    const entry = { box, ties };
    for (const cell of this.over(box)) {
      const entries = this.cells.get(cell);
      if (entries) entries.push(entry);
      else this.cells.set(cell, [entry]);
    }
  }

  /** The numbers of ties of what a box would cover. */
  under(box: Box): number[] {
    const near = new Set([...this.over(box)].flatMap((cell) => this.cells.get(cell) ?? []));
    const met = [...near].filter(
      ({ box: [left, top, right, bottom] }) => box[0] < right && box[2] > left && box[1] < bottom && box[3] > top,
    );
    return met.map(({ ties }) => ties);
  }

  private *over([left, top, right, bottom]: Box): Generator<string> {
    for (let x = Math.floor(left / Grid.STEP); x <= Math.floor(right / Grid.STEP); x += 1) {
      for (let y = Math.floor(top / Grid.STEP); y <= Math.floor(bottom / Grid.STEP); y += 1) yield `${x} ${y}`;
    }
  }
}
