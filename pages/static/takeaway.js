// What readers take away. Of a chart: a picture (PNG, SVG) with title, source and date inside it, a
// citation, a link and a frame for another page; of a table: its rows as CSV. All is made here, from
// what the page shows; nothing is fetched or sent. With ?embed=<figure> a page shows that figure alone.
window.Takeaway = (function () {
  "use strict";

  const { asAt, site } = document.currentScript.dataset;
  const SVG = "http://www.w3.org/2000/svg";
  // A picture is as wide on a phone as on a desk, and twice as fine as a screen.
  const WIDTH = 800;
  const EDGE = 24;
  const FINENESS = 2;
  const FONT = "Arial, Helvetica, sans-serif";
  const SIZES = { title: 20, text: 13, small: 11 };
  const LEADING = 1.35;
  const SIGN = { width: 34, height: 14, gap: 6, between: 18 };

  const query = new URLSearchParams(window.location.search);
  const text = (element) => (element ? element.textContent.replace(/\s+/g, " ").trim() : "");

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    element.append(...children);
    return element;
  }

  // What a figure says of itself.

  // The part that belongs to a figure: its own, else the nearest of the section around it.
  function partOf(figure, selector, nearest) {
    const own = figure.querySelector(selector);
    if (own) { return own; }
    let each = figure;
    while ((each = each[nearest]) && each.tagName !== "H2") {
      const found = each.matches(selector) ? each : null;
      if (found) { return found; }
    }
    return null;
  }

  // Editions without the names they have in the tables.
  const unnamed = (words) => words.replace(/ \[[\w.+-]+\]/g, "");

  function sourcesOf(figure) {
    const found = partOf(figure, ".source:not(.downloads)", "nextElementSibling");
    if (!found) { return ""; }
    const items = Array.from(found.querySelectorAll("li"), text);
    return unnamed(items.length ? items.join("; ") : text(found).replace(/^Sources?: */, ""));
  }

  function describe(figure) {
    const heading = figure.querySelector("figcaption h2, figcaption h3, figcaption h4");
    return {
      name: figure.id,
      title: text(heading),
      subject: text(document.querySelector("h1")),
      summary: text(figure.querySelector("figcaption .summary")),
      key: partOf(figure, "ul.key", "previousElementSibling"),
      sources: sourcesOf(figure),
      address: `${window.location.href.replace(/[?#].*$/, "")}#${figure.id}`,
    };
  }

  const known = () => `Figures as known on ${asAt}. ${site}. Not official statistics.`;
  const sourceLine = ({ sources }) => (sources ? `Source: ${sources}.` : "");

  function citation(what) {
    return [`“${what.title}”, ${what.subject}.`, what.sources && `${what.sources}.`,
      `Figures as known on ${asAt}. ${site}.`, what.address].filter(Boolean).join(" ");
  }

  // The finding with whom it is of, where it does not say so itself.
  function fullTitle({ subject, title }) {
    return !subject || title.includes(subject) ? title : `${subject}: ${title}`;
  }

  function fileName({ subject, title, name }, kind) {
    const plain = `${subject} ${name || title} ${asAt}`.toLowerCase().replace(/&/g, "and").replace(/[^a-z0-9]+/g, "-");
    return `${plain.replace(/^-|-$/g, "").slice(0, 120)}.${kind}`;
  }

  // The picture.

  // On white ground whatever the reader's colours are: names of colours become those of light.
  function resolved(markup) {
    return markup.replace(/var\(--([\w-]+)\)/g, (_, name) => window.LIGHT[name]);
  }

  const pen = document.createElement("canvas").getContext("2d");

  function widthOf(words, size, weight = "normal") {
    pen.font = `${weight} ${size}px ${FONT}`;
    return pen.measureText(words).width;
  }

  function lines(words, size, weight) {
    const found = [];
    words.split(" ").forEach((word) => {
      const longer = found.length ? `${found[found.length - 1]} ${word}` : word;
      if (found.length && widthOf(longer, size, weight) <= WIDTH - 2 * EDGE) {
        found[found.length - 1] = longer;
      } else { found.push(word); }
    });
    return found;
  }

  function drawn(tag, attributes, words) {
    const element = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    if (words) { element.textContent = words; }
    return element;
  }

  // Lines of text from a height on; the height below them.
  function written(picture, top, words, { size, weight = "normal", fill }) {
    if (!words) { return top; }
    const step = Math.round(size * LEADING);
    lines(words, size, weight).forEach((line, at) => picture.append(drawn("text", {
      x: EDGE, y: top + size + at * step, "font-family": FONT, "font-size": size, "font-weight": weight, fill,
    }, line)));
    return top + lines(words, size, weight).length * step;
  }

  function signs(picture, top, key) {
    const items = key ? Array.from(key.querySelectorAll("li:not([hidden])")) : [];
    let [x, y] = [EDGE, top];
    items.forEach((item) => {
      const words = text(item);
      const wide = SIGN.width + SIGN.gap + widthOf(words, SIZES.text);
      if (x > EDGE && x + wide > WIDTH - EDGE) { [x, y] = [EDGE, y + 20]; }
      const sign = drawn("svg", { x, y: y + 1, width: SIGN.width, height: SIGN.height, viewBox: "0 0 34 14" });
      sign.innerHTML = resolved(item.querySelector("svg").innerHTML);
      picture.append(sign, drawn("text", {
        x: x + SIGN.width + SIGN.gap, y: y + 12, "font-family": FONT, "font-size": SIZES.text, fill: window.LIGHT.ink,
      }, words));
      x += wide + SIGN.between;
    });
    return items.length ? y + 24 : top;
  }

  // The chart drawn anew at the picture's width, as Vega's own SVG.
  async function chart(holder) {
    const paper = make("div", { "aria-hidden": "true", class: "drawn-aside", style: `width: ${WIDTH - 2 * EDGE}px` });
    document.body.append(paper);
    try {
      const spec = holder.specification();
      spec.config = { ...spec.config, font: FONT };
      const { view } = await window.vegaEmbed(paper, spec, {
        actions: false, renderer: "svg", mode: "vega-lite", logLevel: 1,
      });
      const markup = resolved(await view.toSVG());
      view.finalize();
      return new DOMParser().parseFromString(markup, "image/svg+xml").documentElement;
    } finally { paper.remove(); }
  }

  async function picture(holder, what) {
    const { ink, muted, ground } = window.LIGHT;
    const whole = drawn("svg", { xmlns: SVG, width: WIDTH, role: "img" });
    const title = fullTitle(what);
    whole.append(drawn("title", {}, title), drawn("rect", { width: "100%", height: "100%", fill: ground }));
    let top = written(whole, EDGE - 6, title, { size: SIZES.title, weight: "bold", fill: ink }) + 4;
    top = written(whole, top, what.summary, { size: SIZES.text, fill: muted }) + 8;
    top = signs(whole, top, what.key);
    const inner = await chart(holder);
    inner.setAttribute("x", EDGE);
    inner.setAttribute("y", top);
    whole.append(inner);
    top += Number(inner.getAttribute("height")) + 10;
    top = written(whole, top, sourceLine(what), { size: SIZES.small, fill: muted });
    top = written(whole, top, known(), { size: SIZES.small, fill: muted }) + EDGE / 2;
    whole.setAttribute("height", top);
    whole.setAttribute("viewBox", `0 0 ${WIDTH} ${top}`);
    return { markup: new XMLSerializer().serializeToString(whole), height: top };
  }

  async function png({ markup, height }) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(markup)}`;
    await image.decode();
    const canvas = make("canvas", { width: WIDTH * FINENESS, height: Math.ceil(height) * FINENESS });
    const context = canvas.getContext("2d");
    context.scale(FINENESS, FINENESS);
    context.drawImage(image, 0, 0, WIDTH, height);
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  }

  function save(blob, name) {
    const url = URL.createObjectURL(blob);
    make("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  async function take(kind, holder, what) {
    const made = await picture(holder, what);
    const blob = kind === "png" ? await png(made) : new Blob([made.markup], { type: "image/svg+xml" });
    save(blob, fileName(what, kind));
    return `Saved: ${fileName(what, kind)}`;
  }

  // Buttons under a chart; what they give as text is shown, and copied where the browser lets.

  function embedding(figure, what) {
    const address = what.address.replace(/#.*$/, "");
    const height = Math.ceil(figure.getBoundingClientRect().height / 50) * 50 + 50;
    const frame = make("iframe", {
      src: `${address}?embed=${figure.id}`, title: fullTitle(what),
      width: "100%", height, loading: "lazy", style: "border: 0",
    });
    return frame.outerHTML;
  }

  async function copied(box) {
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
      return "Copied.";
    } catch (error) {
      // A page opened from disk may be kept from the clipboard.
      return document.execCommand("copy") ? "Copied." : "Marked: copy it with Ctrl+C or ⌘C.";
    }
  }

  function button(label, about, act) {
    const found = make("button", { type: "button" }, label, make("span", { class: "visually-hidden" }, ` ${about}`));
    found.addEventListener("click", act);
    return found;
  }

  // `what` is asked anew at every click: a page that compares has another chart by then.
  function offer(holder, what, texts = {}) {
    const said = make("p", { role: "status", class: "said" });
    const box = make("textarea", { readonly: "", rows: 3, hidden: "", "aria-label": "To copy" });
    const about = what().title;
    const pictures = ["png", "svg"].map((kind) => button(kind.toUpperCase(), about, async () => {
      said.textContent = await take(kind, holder, what());
    }));
    const words = Object.entries(texts).map(([label, textOf]) => button(label, about, async () => {
      box.hidden = false;
      box.value = textOf(what());
      said.textContent = await copied(box);
    }));
    holder.after(make("div", { class: "takeaway" }, ...pictures, ...words, box, said));
  }

  // Tables.

  function quoted(value) {
    return /[",\r\n]/.test(value) ? `"${value.replace(/"/g, '""')}"` : value;
  }

  // Its cells as they are shown, each row with its source; with the mark of UTF-8 for spreadsheets.
  function csv(table, sources) {
    const rows = Array.from(table.rows, (row, at) => [
      ...Array.from(row.cells, text), ...(at === 0 ? ["Source", "As at"] : [sources, asAt]),
    ]);
    return `\ufeff${rows.map((cells) => `${cells.map(quoted).join(",")}\n`).join("")}`;
  }

  function offerTable(scroll) {
    const table = scroll.querySelector("table");
    const title = text(table.caption);
    const within = scroll.closest("figure, details") || scroll;
    const name = fileName({ subject: text(document.querySelector("h1")), title }, "csv");
    scroll.after(make("p", { class: "takeaway" }, button("Table as CSV", title, () => {
      save(new Blob([csv(table, sourcesOf(within))], { type: "text/csv;charset=utf-8" }), name);
    })));
  }

  // One figure alone, for the frame of another page.
  function embed(id) {
    const figure = document.getElementById(id);
    if (!figure || figure.tagName !== "FIGURE") { return; }
    const what = describe(figure);
    if (what.key && !figure.contains(what.key)) { figure.querySelector("figcaption").after(what.key.cloneNode(true)); }
    if (!figure.querySelector(".source:not(.downloads)") && what.sources) {
      figure.append(make("p", { class: "source" }, sourceLine(what)));
    }
    figure.append(make("p", { class: "source" }, `${known()} `, make("a", {
      href: what.address, target: "_top",
    }, "All of this page")));
    document.documentElement.dataset.embed = id;
    figure.dataset.embedded = "";
    const heading = figure.querySelector("h2, h3, h4");
    heading.setAttribute("aria-level", "2");
    heading.textContent = fullTitle(what);
    const page = document.querySelector("h1");
    page.classList.add("visually-hidden");
    document.querySelector("main").prepend(page);
    for (let each = figure; each !== document.body; each = each.parentElement) {
      Array.from(each.parentElement.children).filter((other) => other !== each && other.tagName !== "H1")
        .forEach((other) => { other.hidden = true; });
    }
  }

  function start() {
    if (query.has("embed")) { embed(query.get("embed")); return; }
    document.querySelectorAll("figure[id]").forEach((figure) => {
      const holder = figure.querySelector("[data-chart]");
      if (holder) {
        offer(holder, () => describe(figure), {
          "Cite this figure": citation,
          Link: (what) => what.address,
          Embed: (what) => embedding(figure, what),
        });
      }
    });
    document.querySelectorAll("main .scroll:not(.sticky)").forEach(offerTable);
  }

  start();
  return { offer, unnamed };
})();
