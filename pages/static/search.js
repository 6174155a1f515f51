// Finds authorities by any name or code, and indicators by title, and forgives small misspellings.
// The names (names.js) are read when the box is first reached: most pages are left without a
// search, and they weigh as much as a page. The box is the WAI-ARIA Authoring Practices' editable combobox with a list of
// suggestions; without this script its form leads to the list of authorities.
(function () {
  "use strict";

  var SHOWN = 10;
  // They tell no authority from another and may be missing from its name, where other words are not.
  var GENERIC = ["authority", "borough", "childrens", "city", "council", "county", "district",
    "london", "metropolitan", "royal", "services", "unitary", "of", "the", "and"];

  function plain(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'’]/g, "")
      .replace(/&/g, " and ").replace(/[^a-z0-9]+/g, " ").trim().replace(/\bsaint\b/g, "st");
  }

  function words(text) { return plain(text).split(" "); }

  function joined(text) { return plain(text).replace(/ /g, ""); }

  var places = [];

  function prepared(entry) {
    return {
      entry: entry,
      names: [entry.name].concat(entry.also || []),
      codes: entry.codes.map(joined),
      region: entry.place ? words(entry.place) : []
    };
  }

  var reading = null;

  // Settles when the names are there. A page opened from disk may fetch nothing but scripts.
  function read(root) {
    reading = reading || new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = root + "assets/names.js";
      script.onload = function () { places = window.NAMES.map(prepared); resolve(); };
      script.onerror = function () { reading = null; script.remove(); reject(new Error(script.src)); };
      document.head.append(script);
    });
    return reading;
  }

  // Fewest letters to change, add, leave out or exchange with the next so that what is typed begins
  // the word (Damerau and Levenshtein, restricted).
  function distance(typed, word) {
    var before = [], above = [], row = [];
    for (var j = 0; j <= word.length; j += 1) { row.push(j); }
    for (var i = 1; i <= typed.length; i += 1) {
      before = above; above = row; row = [i];
      for (j = 1; j <= word.length; j += 1) {
        var same = typed[i - 1] === word[j - 1];
        row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1]) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
    }
    return Math.min.apply(null, row);
  }

  // 0 for the word itself, little for its beginning, more for each letter that differs.
  function cost(typed, word, forgiving) {
    var rest = Math.abs(word.length - typed.length) / 100;
    if (word.indexOf(typed) === 0) { return rest; }
    if (!forgiving || typed.length < 4) { return Infinity; }
    var letters = distance(typed, word);
    return letters <= (typed.length < 7 ? 1 : 2) ? 2 * letters + rest : Infinity;
  }

  function least(numbers) { return Math.min.apply(null, numbers.concat(Infinity)); }

  // The words may stand in any order; names that begin so and have no more words come first.
  function costOfName(typed, name, region, forgiving) {
    var own = words(name);
    var special = typed.some(function (word) { return GENERIC.indexOf(word) < 0; });
    var more = Math.max(own.length - typed.length, 0) / 20;
    return typed.reduce(function (sum, word, place) {
      var costs = own.map(function (other) { return cost(word, other, forgiving); });
      var best = least(costs);
      var begins = place > 0 || costs[0] === best;
      if (best === Infinity && region.indexOf(word) >= 0) { best = 1; }
      if (best === Infinity && special && GENERIC.indexOf(word) >= 0) { best = 1.5; }
      return sum + best + (begins ? 0 : 0.2);
    }, more);
  }

  // What was typed against one place: how far off it is, and by which name it is found. Of an
  // authority and an indicator that are as near, the authority comes first.
  function match(text, place, forgiving) {
    var whole = joined(text);
    if (place.codes.indexOf(whole) >= 0) { return { cost: -1, name: place.entry.name }; }
    var found = place.names.map(function (name, order) {
      var other = costOfName(words(text), name, place.region, forgiving);
      if (joined(name) === whole) { other = -0.5; }
      if (whole.length > 4 && joined(name).indexOf(whole) === 0) { other = Math.min(other, 0.4); }
      return { cost: other + (order ? 0.5 : 0) + (place.region.length ? 0 : 0.3), name: name };
    });
    if (whole.length > 2 && place.codes.some(function (code) { return code.indexOf(whole) === 0; })) {
      found.push({ cost: 1, name: place.entry.name });
    }
    return found.reduce(function (best, each) { return each.cost < best.cost ? each : best; });
  }

  function look(text, forgiving) {
    return places.map(function (place, order) {
      var found = match(text, place, forgiving);
      return { cost: found.cost, name: found.name, order: order, entry: place.entry };
    }).filter(function (hit) { return hit.cost < Infinity; }).sort(function (one, other) {
      return one.cost - other.cost || one.order - other.order;
    });
  }

  // Misspellings are forgiven only where nothing is spelt so.
  function find(text) {
    if (!plain(text)) { return []; }
    var exact = look(text, false);
    return exact.length ? exact : look(text, true);
  }

  function combobox(box) {
    var list = document.getElementById("search-options");
    var status = document.getElementById("search-status");
    var hits = [], chosen = -1;

    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-expanded", "false");

    function part(kind, text) {
      var element = document.createElement("span");
      element.className = kind;
      element.textContent = text;
      return element;
    }

    function option(hit, place) {
      var item = document.createElement("li");
      item.id = "search-option-" + place;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      var other = hit.entry.name.indexOf(hit.name) < 0 ? hit.name + "; " : "";
      item.append(part("name", hit.entry.name), " ", part("hint", other + hit.entry.hint));
      // The box keeps the focus.
      item.addEventListener("mousedown", function (event) { event.preventDefault(); });
      item.addEventListener("click", function () { open(hit); });
      return item;
    }

    function open(hit) { window.location.href = box.dataset.root + hit.entry.url; }

    function show(visible) {
      list.hidden = !visible;
      box.setAttribute("aria-expanded", String(visible));
      if (!visible) { choose(-1); }
    }

    function choose(place) {
      chosen = place;
      Array.prototype.forEach.call(list.children, function (item, order) {
        item.setAttribute("aria-selected", String(order === place));
        if (order === place) { item.scrollIntoView({ block: "nearest" }); }
      });
      if (place < 0) { box.removeAttribute("aria-activedescendant"); }
      else { box.setAttribute("aria-activedescendant", list.children[place].id); }
    }

    function told() {
      if (!box.value.trim()) { return ""; }
      if (!hits.length) { return "Nothing matches. Search opens the list of authorities."; }
      return hits.length + (hits.length === 1 ? " match" : " matches") + "; Enter opens "
        + hits[0].entry.name + ".";
    }

    function update() {
      hits = find(box.value);
      list.replaceChildren.apply(list, hits.slice(0, SHOWN).map(option));
      show(hits.length > 0);
      status.textContent = told();
      status.classList.toggle("visually-hidden", hits.length > 0);
    }

    function move(step) {
      if (list.hidden) { update(); }
      var number = list.children.length;
      if (number) { choose(chosen < 0 && step < 0 ? number - 1 : (chosen + step + number) % number); }
    }

    function ready() { return read(box.dataset.root); }

    // Without the names the form leads to the list of authorities, as without this script.
    function listed() { box.form.submit(); }

    box.addEventListener("focus", function () { ready().catch(function () {}); });
    box.addEventListener("input", function () { ready().then(update, function () {}); });
    box.addEventListener("blur", function () { show(false); });
    box.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown") { ready().then(function () { move(1); }, function () {}); }
      else if (event.key === "ArrowUp") { ready().then(function () { move(-1); }, function () {}); }
      else if (event.key === "Escape" && !list.hidden) { show(false); }
      else if (event.key === "Escape") { box.value = ""; update(); }
      else { return; }
      event.preventDefault();
    });
    box.form.addEventListener("submit", function (event) {
      event.preventDefault();
      ready().then(function () {
        hits = find(box.value);
        if (hits.length) { open(hits[Math.max(chosen, 0)]); } else { listed(); }
      }, listed);
    });
    window.findNames = function (text) { return ready().then(function () { return find(text); }); };
  }

  combobox(document.getElementById("search"));
})();
