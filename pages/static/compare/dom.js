// Elements out of text: nothing that data say is ever read as markup.
Compare.dom = (function () {
  const by = (id) => document.getElementById(id);

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    Object.keys(attributes || {}).forEach((name) => {
      if (attributes[name] !== null) { element.setAttribute(name, attributes[name]); }
    });
    element.append(...children.flat().filter((child) => child !== null && child !== ""));
    return element;
  }

  function link(text, url) {
    return /^https?:/.test(url) ? make("a", { href: url }, text) : text;
  }

  // Said to those who listen, not seen.
  const aside = (text) => make("span", { class: "aside" }, text);

  return { by, make, link, aside };
})();
