/** Scripts that a page loads when it needs them: files that it may read from a folder, too, where it may fetch nothing. */

const scripts = new Map<string, Promise<void>>();

/** Run the script at an address, once; fails where it cannot be loaded. */
export function script(address: string): Promise<void> {
  const running = scripts.get(address) ?? new Promise<void>((done, fail) => {
    const element = document.createElement("script");
    element.src = address;
    element.onload = () => done();
    element.onerror = () => (scripts.delete(address), fail(new Error(`${address} could not be loaded; try again`)));
    document.head.append(element);
  });
  scripts.set(address, running);
  return running;
}
