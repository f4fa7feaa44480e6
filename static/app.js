// First on every page: how it looks here, whether this browser can keep things, and who sends the forms.
(function (gd) {
  "use strict";
  const OURS = "[data-kind],[data-enrol],[data-unlock],[data-renew],[data-pin],[data-erase]";
  const page = document.documentElement.dataset;

  // A worker of another address would be another kit: no need to ask for it at every page.
  gd.lazily = { updateViaCache: "all" };

  gd.look = function () {
    const [size, theme] = (/look=(\d)\.(\w*)/.exec(document.cookie) || []).slice(1);
    if (size) Object.assign(page, { size, theme });
  };

  // Chat programs open links in a browser of their own: what it keeps can be gone tomorrow.
  function plain() {
    try {
      // A page that the worker made is proof enough; this note can be lost when the battery is pulled.
      gd.kept = document.getElementById("boot").dataset.kept || localStorage.getItem("gd.kept");
      return /Zalo|FBAN|FBAV|; wv\)/i.test(navigator.userAgent) || !(navigator.serviceWorker && self.indexedDB && crypto.subtle);
    } catch (blocked) {
      return true;
    }
  }

  gd.load = (src) => new Promise(function (onload, onerror) {
    document.head.appendChild(Object.assign(document.createElement("script"), { src, async: false, onload, onerror }));
  });

  // Before htmx, and while the kit is still on its way: nothing that a person wrote slips past the queue.
  document.addEventListener("submit", async function (event) {
    const form = event.target;
    if (!gd.kit || !form.matches(OURS) || form.dataset.kind && !gd.kept) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    try {
      await gd.kit;
      await gd.send(form);
    } catch (broken) {
      // The commune takes it as a plain form.
      if (form.dataset.kind) form.submit();
      else gd.tellIn(form, "private");
    }
    form.removeAttribute("aria-busy");
  }, true);

  gd.look();
  const words = document.getElementById("words"), boot = document.getElementById("boot");
  if (plain()) page.plain = "";
  else if (words && (gd.kept || document.querySelector("[data-enrol]"))) {
    gd.words = JSON.parse(words.textContent);
    // A new phone's worker fetches the kit past the cache; after it, the page finds it there and it travels once.
    const fetched = gd.kept ? Promise.resolve() : navigator.serviceWorker.register("/sw.js", gd.lazily).catch(() => 0);
    gd.kit = fetched.then(() => Promise.all(boot.dataset.more.split(" ").map(gd.load))).then(() => gd.start().catch(() => 0));
  }
})(self.gd = self.gd || {});
