// The form: it shows the choice that the address holds, and says what a reader wants changed.
Compare.form = (function () {
  const world = window.COMPARE;
  const { words } = Compare;
  const { by, make } = Compare.dom;

  // A list of boxes to tick, found by typing; Enter ticks the first that matches, and a list with
  // commas ticks the first for each of its names.
  function picker(root, chosen, changed) {
    const input = root.querySelector("input[type=text]");
    const status = root.querySelector("[role=status]");
    const boxes = Array.from(root.querySelectorAll("input[type=checkbox]"));
    const groups = Array.from(root.querySelectorAll("fieldset"));
    const item = (box) => box.closest("label");
    const name = (box) => box.dataset.name;

    const matching = (typed) => boxes.filter((box) => words.holds(`${name(box)} ${box.value}`, typed));

    function first(typed) {
      const free = matching(typed).filter((box) => !box.checked);
      return free.find((box) => words.plain(name(box)) === words.plain(typed)) || free[0];
    }

    function filter() {
      const typed = input.value;
      const found = new Set(matching(typed));
      boxes.forEach((box) => { item(box).hidden = !found.has(box); });
      groups.forEach((group) => { group.hidden = !group.querySelector("label:not([hidden])"); });
      const next = words.plain(typed) && first(typed);
      status.textContent = words.plain(typed)
        ? `${words.counted(found.size, "match", "matches")}${next ? `; Enter adds ${name(next)}` : ""}.` : "";
    }

    // In the order of choosing: what was there before, then what is new.
    function tell() {
      const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
      const before = chosen().filter((value) => ticked.includes(value));
      changed([...before, ...ticked.filter((value) => !before.includes(value))]);
    }

    input.addEventListener("input", filter);
    // A name may have a comma of its own: what was typed is tried whole before it is taken apart.
    function typed() {
      const parts = matching(input.value).length ? [input.value] : input.value.split(",");
      return parts.filter((part) => words.plain(part));
    }

    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") { return; }
      event.preventDefault();
      const asked = typed();
      const now = chosen();
      const added = Array.from(new Set(asked.map(first).filter(Boolean)));
      const lost = asked.filter((part) => matching(part).length === 0);
      if (asked.length === 0) { return; }
      added.forEach((box) => { box.checked = true; });
      input.value = lost.join(", ");
      filter();
      if (added.length) { changed([...now, ...added.map((box) => box.value)]); }
      status.textContent = [
        added.length ? `Added: ${words.listed(added.map(name))}.` : "",
        lost.length ? `No match: ${lost.join(", ")}.` : added.length ? "" : "That is chosen already.",
      ].filter(Boolean).join(" ");
    });
    boxes.forEach((box) => box.addEventListener("change", tell));
    root.querySelector(".chosen").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) { return; }
      changed(chosen().filter((value) => value !== button.value));
      input.focus();
    });

    return function show(values) {
      boxes.forEach((box) => { box.checked = values.includes(box.value); });
      const named = new Map(boxes.map((box) => [box.value, name(box)]));
      root.querySelector(".chosen").replaceChildren(...values.map((value) => {
        const text = named.get(value) || Compare.view.authority(value).name;
        return make("li", {}, make(
          "button", { type: "button", value, "aria-label": `Remove ${text}`, class: "remove" },
          text, make("span", { "aria-hidden": "true" }, " ×"),
        ));
      }));
    };
  }

  function start(state, go) {
    const pickers = {
      authorities: picker(by("authorities-picker"), () => state().codes, (codes) => go({ kind: "list", codes })),
      indicators: picker(by("indicators-picker"), () => state().what, (what) => go({ what, sort: "", chart: "" })),
    };
    const kinds = document.querySelectorAll("[name=kind]");
    const chosenKind = () => Array.from(kinds).find((radio) => radio.checked).value;
    const of = { region: "region", neighbours: "neighbours", judgement: "judgement" };

    function group() {
      const kind = chosenKind();
      go({ kind, of: of[kind] ? by(of[kind]).value : "" });
    }
    kinds.forEach((radio) => radio.addEventListener("change", group));
    Object.values(of).forEach((select) => by(select).addEventListener("change", group));
    by("mark").addEventListener("change", () => go({ mark: by("mark").value }));

    function years() {
      const kind = document.querySelector("[name=years]:checked").value;
      const ends = [by("from").value, by("to").value].sort();
      go({ years: kind === "range" ? ends.join("-") : kind });
    }
    document.querySelectorAll("[name=years]").forEach((radio) => radio.addEventListener("change", years));
    ["from", "to"].forEach((select) => by(select).addEventListener("change", () => {
      document.querySelector("[name=years][value=range]").checked = true;
      years();
    }));

    function show(view) {
      const now = view.state;
      kinds.forEach((radio) => {
        radio.checked = radio.value === now.kind;
        const more = by(`${radio.value}-more`);
        if (more) { more.hidden = !radio.checked; }
      });
      if (of[now.kind]) { by(of[now.kind]).value = now.of; }
      pickers.authorities(now.codes);
      pickers.indicators(now.what);
      by("mark-choice").hidden = now.kind === "neighbours" || view.members.length === 0;
      const members = view.members.map((row) => row.authority)
        .sort((one, other) => one.name.localeCompare(other.name, "en-GB"));
      by("mark").replaceChildren(make("option", { value: "none" }, "None"), ...members.map((each) => make(
        "option", { value: each.code, selected: each.code === view.subject ? "" : null }, each.name,
      )));
      const range = !["newest", "all"].includes(now.years);
      document.querySelector(`[name=years][value=${range ? "range" : now.years}]`).checked = true;
      if (range) { [by("from").value, by("to").value] = now.years.split("-"); }
      by("authorities-now").textContent = `${view.group} (${view.members.length})`;
      by("indicators-now").textContent = now.what.length > 2 ? `${now.what.length} indicators`
        : words.listed(now.what.map((id) => Compare.data.indicator(id).title)) || "none chosen yet";
      by("years-now").textContent = { newest: "the newest of each", all: "every year" }[now.years]
        || Array.from(new Set(now.years.split("-"))).join(" to ");
      if (document.activeElement !== by("find")) { by("find").value = now.find; }
    }

    return { show };
  }

  return { start };
})();
