// The page: what the address asks for is loaded, laid out and shown; every change is a new address.
Compare.page = (function () {
  const { data, state: address, view: layout } = Compare;
  const { by } = Compare.dom;
  let state = address.read(window.location.hash);
  let view = null;
  let form = null;

  // A choice is a step that Back takes back; looking at it from another side is not.
  function go(change, step = true) {
    const hash = address.write({ ...state, ...change });
    if (hash === window.location.hash) { return; }
    if (step) { window.location.hash = hash; } else { window.location.replace(hash); }
  }

  function sorted() {
    const { columns, sort: { key, down, columnAt } } = view;
    if (columnAt === undefined) { return `Sorted by ${key}${down ? ", backwards" : ""}.`; }
    const { indicator, period } = columns[columnAt];
    return `Sorted by ${Compare.words.titled(indicator)}, ${period}, ${down ? "highest" : "lowest"} first.`;
  }

  function status() {
    const { columns, members, rows, state: { find, unknown } } = view;
    const { counted } = Compare.words;
    const held = find ? `; ${rows.length} shown by the filter` : "";
    const lost = unknown.length ? ` The link names what is not here: ${unknown.join(", ")}.` : "";
    if (members.length === 0) { return `Choose at least one authority.${lost}`; }
    if (columns.length === 0) { return `${state.what.length ? "No figure in these years" : "Choose at least one indicator"}.${lost}`; }
    return `${counted(members.length, "authority", "authorities")}, ${counted(columns.length, "column")}${held}. ${sorted()}${lost}`;
  }

  async function render() {
    const asked = state;
    document.documentElement.dataset.drawn = "false";
    try {
      await data.load(asked.what);
    } catch (error) {
      by("status").textContent = error.message;
      return;
    }
    if (asked !== state) { return; }
    view = layout.build(state);
    form.show(view);
    by("title").textContent = view.title;
    document.title = `${view.title} – Children's services benchmarks`;
    Compare.table.show(view);
    Compare.notes.show(view);
    by("permalink").value = window.location.href.replace(/#.*$/, "") + address.write(state);
    by("status").textContent = status();
    await Compare.chart.show(view);
    if (asked === state) { document.documentElement.dataset.drawn = "true"; }
  }

  // A jump within the page, such as to the content, is no choice.
  function moved() {
    const { hash } = window.location;
    if (hash && !hash.includes("=")) { return; }
    state = address.read(hash);
    render();
  }

  function start() {
    form = Compare.form.start(() => state, go);
    by("compare").hidden = false;
    by("compare").addEventListener("submit", (event) => event.preventDefault());
    by("table").addEventListener("click", (event) => {
      const button = event.target.closest("[data-sort]");
      if (!button) { return; }
      const key = button.dataset.sort;
      const down = view.sort.key === key && !view.sort.down;
      go({ sort: `${down ? "-" : ""}${key}` }, false);
    });
    by("find").addEventListener("input", () => go({ find: by("find").value }, false));
    by("chart-of").addEventListener("change", () => go({ chart: by("chart-of").value }, false));
    document.querySelectorAll("[name=show]").forEach((radio) => radio.addEventListener(
      "change", () => go({ show: radio.value }, false),
    ));
    by("save").addEventListener("click", () => Compare.download.save(view));
    by("copy").addEventListener("click", async () => { by("copied").textContent = await Compare.download.copy(); });
    window.Takeaway.offer(by("chart"), Compare.download.chart);
    window.addEventListener("hashchange", moved);
    if (state.kind === "list" && state.codes.length < 2) { by("authorities-choice").open = true; }
    render();
  }

  start();
  return { view: () => view };
})();
