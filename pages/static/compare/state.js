// The choice as the address keeps it, after the #; nothing else remembers it.
//
//   who     all | region:<code> | neighbours:<la_code> | judgement:<key> | <la_code>,<la_code>,...
//   mark    the authority that is highlighted, or none; of a list the first, where nothing is said
//   what    indicators, by id
//   years   newest | all | 2018-2025 (the year in which a period ends)
//   show    values | ranks, for the chart over years
//   chart   the indicator that is drawn, where there are several
//   sort    name | judgement | region | <indicator>.<period>, with a - before it for highest first
//   find    what the rows must hold
Compare.state = (function () {
  const world = window.COMPARE;
  const codes = new Set(world.authorities.map((each) => each.code));
  const ids = new Set(world.indicators.map((each) => each.id));

  function start() {
    return {
      kind: "all", of: "", codes: [], mark: "", what: world.usual, years: "newest",
      show: "values", chart: "", sort: "", find: "", unknown: [],
    };
  }

  function parts(hash) {
    const found = {};
    hash.replace(/^#/, "").split("&").forEach((part) => {
      const at = part.indexOf("=");
      if (at < 0) { return; }
      try {
        found[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1));
      } catch (error) {
        found[part.slice(0, at)] = part.slice(at + 1);
      }
    });
    return found;
  }

  // Those of a list that are known, each once; the others are reported, not swallowed.
  function known(text, there, unknown) {
    const asked = Array.from(new Set(text.split(",").filter(Boolean)));
    unknown.push(...asked.filter((each) => !there.has(each)));
    return asked.filter((each) => there.has(each));
  }

  function who(text, state) {
    const [kind, of] = text.split(":");
    const there = {
      region: new Set(Object.keys(world.regions)),
      neighbours: new Set(Object.keys(world.neighbours)),
      judgement: new Set(Object.keys(world.judgements)),
    }[kind];
    if (text === "all") { return; }
    if (there && there.has(of)) {
      Object.assign(state, { kind, of });
    } else if (there) {
      state.unknown.push(text);
    } else {
      Object.assign(state, { kind: "list", codes: known(text, codes, state.unknown) });
    }
  }

  function read(hash) {
    const state = start();
    const asked = parts(hash);
    if ("who" in asked) { who(asked.who, state); }
    if ("what" in asked) { state.what = known(asked.what, ids, state.unknown); }
    if (asked.mark === "none") { state.mark = "none"; }
    else if (asked.mark) { state.mark = known(asked.mark, codes, state.unknown)[0] || ""; }
    if (asked.years) {
      const right = /^(newest|all|\d{4}-\d{4})$/.test(asked.years);
      if (right) { state.years = asked.years; } else { state.unknown.push(asked.years); }
    }
    state.show = asked.show === "ranks" ? "ranks" : "values";
    state.chart = state.what.includes(asked.chart) ? asked.chart : "";
    state.sort = asked.sort || "";
    state.find = asked.find || "";
    return state;
  }

  // Only what differs from the beginning is written, so that links stay short.
  function write(state) {
    const usual = start();
    const changed = (name, text) => (text === String(usual[name]) ? null : text);
    const kept = {
      who: { all: "all", list: state.codes.join(",") }[state.kind] ?? `${state.kind}:${state.of}`,
      mark: changed("mark", state.mark),
      what: changed("what", state.what.join(",")),
      years: changed("years", state.years),
      show: changed("show", state.show),
      chart: changed("chart", state.chart),
      sort: changed("sort", state.sort),
      find: changed("find", state.find),
    };
    const legible = (text) => encodeURIComponent(text).replace(/%3A/g, ":").replace(/%2C/g, ",");
    return `#${Object.keys(kept).filter((name) => kept[name] !== null)
      .map((name) => `${name}=${legible(kept[name])}`).join("&")}`;
  }

  return { read, write };
})();
