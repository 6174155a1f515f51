// Prints a page by its button; the style sheet says what paper shows.
(function () {
  "use strict";
  var button = document.getElementById("print");
  button.hidden = false;
  button.addEventListener("click", function () { window.print(); });
})();
