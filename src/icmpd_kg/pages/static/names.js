// Search where no server stands behind the pages: the index of names is a script, loaded when it is first needed.
{
  const root = document.currentScript.dataset.root;
  let loading;
  const load = () => (loading ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = `${root}names.js`;
    script.onload = () => done(self.icmpdNames);
    script.onerror = fail;
    document.head.append(script);
  }));
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  /** The things in whose names words begin with each word wanted, the shortest names first. */
  self.icmpdSuggest = async (wanted, kinds = "", limit = 8) => {
    const heads = words(wanted), allowed = kinds.split(" ").filter(Boolean);
    if (!heads.length) return [];
    return (await load())
      .filter(([label, kind, , ...others]) => (!allowed.length || allowed.includes(kind))
        && heads.every((head) => words([label, ...others].join(" ")).some((word) => word.startsWith(head))))
      .sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([label, kind, page]) => ({ label, kind, page }));
  };

  const place = document.getElementById("found");
  const wanted = new URLSearchParams(location.search).get("q");
  if (place && wanted) {
    document.getElementById("q").value = wanted;
    self.icmpdSuggest(wanted, "", 50).then((found) => {
      place.replaceChildren(...found.map(({ label, kind, page }) => {
        const item = document.createElement("li"), link = document.createElement("a"), detail = document.createElement("span");
        link.href = root + page;
        link.textContent = label;
        detail.className = "detail";
        detail.textContent = kind;
        item.append(link, " ", detail);
        return item;
      }));
      document.getElementById("told").textContent = found.length ? `“${wanted}”: ${found.length} found` : `Nothing goes by a name like “${wanted}”.`;
    });
  }
}
