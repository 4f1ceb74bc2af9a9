// Suggestions as one types, for every field that says where they come from. Without this script the forms work as they are.
for (const field of document.querySelectorAll("input[data-suggest]")) {
  const list = document.createElement("ul");
  list.className = "suggested";
  list.id = `${field.id || field.name}-suggested`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  field.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) {
    field.setAttribute(name, value);
  }
  let found = [], at = -1, last = 0;

  const show = (open) => {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (!open) at = -1;
  };
  const mark = (index) => {
    at = index;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) field.setAttribute("aria-activedescendant", list.children[at].id);
    else field.removeAttribute("aria-activedescendant");
  };
  const take = (entity) => {
    if (field.dataset.root !== undefined) location.href = field.dataset.root + entity.page;
    else { field.value = entity.label; show(false); }
  };
  const ask = async () => {
    const turn = ++last;
    if (field.value.trim().length < 2) return show(false);
    const wish = new URLSearchParams({ q: field.value, kinds: field.dataset.kinds || "" });
    const answer = self.icmpdSuggest
      ? await self.icmpdSuggest(field.value, field.dataset.kinds)
      : await fetch(`${field.dataset.suggest}?${wish}`).then((reply) => (reply.ok ? reply.json() : []));
    if (turn !== last) return;
    found = answer;
    list.replaceChildren(...found.map((entity, i) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${i}`;
      item.setAttribute("role", "option");
      item.textContent = `${entity.label} `;
      const kind = document.createElement("span");
      kind.className = "detail";
      kind.textContent = entity.kind;
      item.append(kind);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(entity); });
      return item;
    }));
    mark(-1);
    show(found.length > 0);
  };
  let wait;
  field.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(() => ask().catch(() => show(false)), 120); });
  field.addEventListener("blur", () => show(false));
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") mark((at + 1) % found.length);
    else if (event.key === "ArrowUp") mark((at + found.length - (at < 0 ? 0 : 1)) % found.length);
    else if (event.key === "Escape") show(false);
    else if (event.key === "Enter" && at >= 0) take(found[at]);
    else return;
    event.preventDefault();
  });
}
