/** How things look: a colour and a shape a kind, and the colours of the page as its style sheet has them. */

export const SHAPES = ["circle", "square", "diamond", "triangle"] as const;
export type Shape = (typeof SHAPES)[number];

export interface Look {
  color: string;
  shape: Shape;
}

/** Okabe and Ito, Color Universal Design (2008): eight colours that people with any colour vision tell apart. */
const OKABE_ITO = {
  blue: "#0072B2",
  sky: "#56B4E9",
  green: "#009E73",
  yellow: "#F0E442",
  orange: "#E69F00",
  vermillion: "#D55E00",
  purple: "#CC79A7",
};

const { blue, sky, green, yellow, orange, vermillion, purple } = OKABE_ITO;

const LOOKS: Record<string, Look> = {
  Organisation: { color: orange, shape: "circle" },
  State: { color: blue, shape: "square" },
  Project: { color: green, shape: "diamond" },
  Dialogue: { color: vermillion, shape: "circle" },
  Event: { color: purple, shape: "triangle" },
  Person: { color: yellow, shape: "circle" },
  Framework: { color: sky, shape: "square" },
  City: { color: sky, shape: "triangle" },
  Region: { color: blue, shape: "circle" },
  Publication: { color: yellow, shape: "square" },
  Platform: { color: vermillion, shape: "diamond" },
  Office: { color: orange, shape: "triangle" },
  FundingScheme: { color: green, shape: "square" },
  Report: { color: purple, shape: "diamond" },
};

/** A look for each kind; those not known above take what is left, in their order. */
export function looks(kinds: string[]): Map<string, Look> {
  const taken = new Set(kinds.map((kind) => key(LOOKS[kind])));
  const left = SHAPES.flatMap((shape) => Object.values(OKABE_ITO).map((color): Look => ({ color, shape })));
  const free = left.filter((look) => !taken.has(key(look)));
  return new Map(kinds.map((kind) => [kind, LOOKS[kind] ?? free.shift() ?? { color: blue, shape: "circle" }]));
}

function key(look: Look | undefined): string {
  return look ? look.color + look.shape : "";
}

export interface Theme {
  ink: string;
  paper: string;
  line: string;
  faint: string;
  accent: string;
  font: string;
}

/** The colours in force, light or dark, which the style sheet sets as custom properties. */
export function theme(of: Element): Theme {
  const style = getComputedStyle(of);
  const named = (name: string) => style.getPropertyValue(`--network-${name}`).trim();
  return {
    ink: named("ink"),
    paper: named("paper"),
    line: named("tie"),
    faint: named("tie-doubtful"),
    accent: named("accent"),
    font: style.fontFamily,
  };
}

/** What a tie can rest on, in words; those marked `doubtful` are drawn paler and dashed. */
export const BASES: Record<string, { means: string; doubtful: boolean }> = {
  stated: { means: "a sentence of the report says so", doubtful: false },
  title: { means: "only a title implies it", doubtful: true },
  inferred: { means: "our reading: see the quotation", doubtful: true },
  reference: { means: "from outside the report", doubtful: false },
};

export function doubtful(basis: string): boolean {
  return BASES[basis]?.doubtful ?? false;
}
