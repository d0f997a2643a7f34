// While a file is being written, looks every other second how far it has come. Without it, load the page again.
(function () {
  "use strict";
  function look() {
    var here = document.querySelector("[data-workbook]");
    if (!here || here.dataset.workbook !== "writing") return;
    setTimeout(function () {
      fetch(location.href, { credentials: "same-origin" }).then(function (answer) { return answer.text(); }).then(function (text) {
        var found = new DOMParser().parseFromString(text, "text/html").querySelector("[data-workbook]");
        if (found) here.replaceWith(found);
        look();
      }, look);
    }, 2000);
  }
  look();
})();
