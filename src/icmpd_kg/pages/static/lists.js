// A list narrowed and sorted in the page, where no server does it: the columns of the table are the facets of the form.
for (const form of document.querySelectorAll("form.choices")) {
  const body = document.querySelector("table tbody");
  const columns = [...document.querySelectorAll("table thead th")].map((head) => head.textContent);
  const rows = [...body.rows];
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const cell = (row, column) => row.cells[columns.indexOf(column)]?.textContent ?? "";
  const has = (row, facet, values) => cell(row, facet).split(" · ").some((value) => values.includes(value));
  const show = () => {
    const chosen = new Map();
    for (const { name, value } of boxes.filter((box) => box.checked)) chosen.set(name, [...(chosen.get(name) ?? []), value]);
    const those = (facets) => rows.filter((row) => facets.every(([facet, values]) => has(row, facet, values)));
    const kept = those([...chosen]);
    const sort = form.elements.sort.value;
    if (sort) kept.sort((a, b) => !cell(a, sort) - !cell(b, sort) || cell(a, sort).localeCompare(cell(b, sort)));
    body.replaceChildren(...kept);
    document.getElementById("count").textContent = chosen.size ? `${kept.length} of ${rows.length}` : rows.length;
    for (const facet of new Set(boxes.map((box) => box.name))) {
      const others = those([...chosen].filter(([name]) => name !== facet));
      for (const box of boxes.filter((each) => each.name === facet))
        box.parentElement.querySelector(".figure").textContent = others.filter((row) => has(row, facet, [box.value])).length;
    }
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  form.addEventListener("change", show);
}
