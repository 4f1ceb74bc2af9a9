/** Elements of a page from names, attributes and children. Texts become text nodes, so no label can become markup. */

type Child = Node | string | null | undefined | false;
type Attribute = string | number | boolean | null | undefined | ((event: Event) => void);

/** An element; an attribute that is a function listens to the event of that name. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, Attribute> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  return dressed(document.createElement(name), attributes, children);
}

/** The same of SVG. */
export function drawn(name: string, attributes: Record<string, Attribute> = {}, ...children: Child[]): SVGElement {
  return dressed(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

let count = 0;

/** An id that no other element of the page has. */
export function id(what: string): string {
  count += 1;
  return `network-${what}-${count}`;
}

function dressed<E extends Element>(made: E, attributes: Record<string, Attribute>, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(
    ...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false),
  );
  return made;
}
