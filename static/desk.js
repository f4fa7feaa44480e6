// Keys of the office's desk: j and k walk down and up the list, a key on a link follows it, Ctrl+Enter sends.
(function () {
  "use strict";
  function walk(step) {
    const rows = Array.from(document.querySelectorAll("[data-row]")), at = rows.indexOf(document.activeElement);
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
    if (next) next.focus();
  }

  document.addEventListener("keydown", function (event) {
    const field = event.target.closest("input, select, textarea");
    if (event.ctrlKey && event.key === "Enter" && field && field.form) field.form.querySelector("button").click();
    if (field || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1);
    const it = Array.from(document.querySelectorAll("[data-key]")).find((link) => link.dataset.key === event.key);
    if (!it) return;
    event.preventDefault();
    it.click();
  });

  // A phrase goes into its field without a page in between.
  document.addEventListener("click", function (event) {
    const it = event.target.closest("[data-fill]");
    if (!it) return;
    event.preventDefault();
    const field = document.getElementById(it.dataset.fill);
    field.value = it.dataset.text;
    field.focus();
  });
})();
