/** The tooltip: it stays while the pointer is on it, and Escape takes it away (WCAG 2.2, 1.4.13). */

import { element } from "./elements";

const LINGER = 200;
const AWAY = 12;

export class Tip {
  readonly part = element("div", {
    class: "tip",
    role: "tooltip",
    hidden: true,
    mouseenter: () => clearTimeout(this.ending),
    mouseleave: () => this.leave(),
  });
  private ending: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.hide());
  }

  /** Tell something beside a place in the picture, on the side that has room. */
  show(told: HTMLElement[], at: { x: number; y: number }): void {
    clearTimeout(this.ending);
    this.part.replaceChildren(...told);
    this.part.hidden = false;
    const frame = this.part.offsetParent;
    const [width, height] = [frame?.clientWidth ?? 0, frame?.clientHeight ?? 0];
    const right = at.x + AWAY + this.part.offsetWidth < width;
    const below = at.y + AWAY + this.part.offsetHeight < height;
    const left = right ? at.x + AWAY : at.x - AWAY - this.part.offsetWidth;
    const top = below ? at.y + AWAY : at.y - AWAY - this.part.offsetHeight;
    this.part.style.left = `${Math.max(0, left)}px`;
    this.part.style.top = `${Math.max(0, top)}px`;
  }

  /** The pointer is away: hide soon, unless it comes back or onto the tip. */
  leave(): void {
    this.ending = setTimeout(() => this.hide(), LINGER);
  }

  hide(): void {
    clearTimeout(this.ending);
    this.part.hidden = true;
  }
}
