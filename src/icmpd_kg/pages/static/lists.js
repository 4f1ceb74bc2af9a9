// A list narrowed and sorted in the page, where no server does it: the columns of the table are the facets of the form.
for (const form of document.querySelectorAll("form.choices")) {
  const body = document.querySelector("table tbody");
  const columns = [...document.querySelectorAll("table thead th")].map((head) => head.textContent);
  const rows = [...body.rows];
  const cell = (row, column) => row.cells[columns.indexOf(column)]?.textContent ?? "";
  const show = () => {
    const { sort, ...facets } = Object.fromEntries(new FormData(form));
    const chosen = Object.entries(facets).filter(([, value]) => value);
    const kept = rows.filter((row) => chosen.every(([facet, value]) => cell(row, facet).split(" · ").includes(value)));
    if (sort) kept.sort((a, b) => !cell(a, sort) - !cell(b, sort) || cell(a, sort).localeCompare(cell(b, sort)));
    body.replaceChildren(...kept);
    document.getElementById("count").textContent = chosen.length ? `${kept.length} of ${rows.length}` : rows.length;
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  form.addEventListener("change", show);
}
