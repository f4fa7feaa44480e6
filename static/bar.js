// Say on every page where the records are, never more than a receipt proves; lock when it is left alone.
(function (gd) {
  "use strict";
  if (!self.document) return;
  const IDLE = 600000, TICK = 30000, SOON = 300, PATIENCE = 20000;
  let progress = 0, leaving = 0;

  gd.find = (selector) => document.querySelector(selector);
  gd.every = (selector) => [...document.querySelectorAll(selector)];
  gd.add = (parent, tag, textContent) => Object.assign(parent.appendChild(document.createElement(tag)), { textContent });

  // Write at the place with this mark; without a text the place is not there.
  gd.put = function (part, mark, text) {
    const place = part.querySelector("[data-" + mark + "]");
    // A reader hears it only when it changes.
    if (place.textContent !== text) place.textContent = text;
    place.hidden = !text;
    return place;
  };
  gd.tellIn = (part, key, values) => gd.put(part, "say", gd.say(key, values)).focus();

  function sentence({ last, why, contact }, n, refused, spared) {
    if (progress) return ["send", "sending", progress];
    if (refused) return ["bad", "returned", { n: refused }];
    if (!spared) return ["bad", "full"];
    if (n) return ["wait", why || "waiting", { n }];
    if (last && Date.now() - last.time < IDLE) return ["ok", "received", { time: gd.time(last.time), number: last.number }];
    return ["ok", "all_received", { time: gd.time(contact) }];
  }

  async function showMarks(ring, unsent) {
    const copies = await Promise.all(unsent.map((row) => gd.copyOf(ring, row.copy)));
    const about = copies.map((copy) => copy && copy.entity);
    gd.every("[data-mark]").forEach((mark) => mark.remove());
    for (const row of gd.every("[data-household]").filter((it) => about.includes(it.dataset.household))) {
      const mark = gd.add(row, "span", gd.say("unsent_here"));
      mark.className = "tag wait";
      mark.dataset.mark = "";
    }
  }

  gd.paint = async function () {
    const profile = await gd.chosen(), bar = gd.find(".sync");
    if (!profile || !bar) return;
    const rows = await gd.allOf("outbox", profile.device), unsent = rows.filter(gd.waits), n = unsent.length + (await gd.orphans()).length;
    const [state, key, values] = sentence(profile, n, rows.filter(gd.returned).length, await gd.spared());
    bar.dataset.s = state;
    gd.put(bar, "say", gd.say(key, values));
    gd.every("[data-unsent]").forEach((tab) => { tab.textContent = n ? "(" + n + ")" : ""; });
    const ring = await gd.ring(profile.device);
    if (ring) await showMarks(ring, unsent);
    await gd.list(profile, ring);
  };

  gd.on.news = function (note) {
    progress = note.n && note;
    return gd.paint();
  };

  gd.go = (pushed) => gd.tell({ gd: "go", pushed });

  // The pages without a person's name; every other one goes from the screen. What the PIN opened on these goes too.
  gd.plain = (path) => /^\/(outbox|carry|device|help|who|unlock|full|lost)$|^\/(enrol|s\/|sign-in|demo\/)/.test(path);
  const forget = gd.on.lock;
  gd.on.lock = function () {
    forget();
    gd.every("[data-outbox-list],[data-photo-records] ul").forEach((list) => { list.textContent = ""; });
    if (gd.plain(location.pathname)) gd.paint();
    else if (!leaving++) location.replace("/unlock?next=" + encodeURIComponent(location.pathname + location.search));
  };
  gd.lock = async function () {
    await gd.flush();
    await gd.tell({ gd: "lock" });
    gd.on.lock();
  };

  gd.touch = () => localStorage.setItem("gd.touched", Date.now());
  const idle = () => Math.abs(Date.now() - localStorage.getItem("gd.touched")) > IDLE;
  const look = (pushed) => idle() ? gd.lock() : gd.go(pushed);

  function leave() {
    if (!idle()) gd.hand();
    return gd.flush();
  }

  function watch() {
    ["pointerdown", "keydown"].forEach((name) => addEventListener(name, () => idle() || gd.touch(), true));
    ["online", "pageshow"].forEach((name) => addEventListener(name, () => look(true)));
    // Brought back as it was left, its key too, though the phone may have been locked since.
    addEventListener("pageshow", (event) => event.persisted && location.reload(forget()));
    document.addEventListener("visibilitychange", () => document.hidden ? leave() : look(true));
    addEventListener("pagehide", leave);
    setInterval(look, TICK);
  }

  // A page that the worker made cannot know which tab it belongs to.
  const ours = (tab) => (location.pathname + "/").startsWith(tab.getAttribute("href") + "/");
  gd.ready = [function () {
    gd.every(".tabs a").filter(ours).forEach((tab) => tab.setAttribute("aria-current", "page"));
    // Nor what the day is.
    gd.every("[data-past]").forEach((it) => { it.hidden = Date.now() < it.dataset.past; });
  }];
  gd.wake = async function () {
    const profile = gd.kept && await gd.chosen(), ring = profile && await gd.ring(profile.device);
    for (const ready of gd.ready) await ready(profile, ring);
    if (profile && !ring) gd.on.lock();
    if (profile) await gd.paint();
  };

  // The worker is of this page's release, or is renewed (what the browser kept of it may be old), or else the page comes
  // again with the worker's script, and the words out of their draft.
  gd.fit = async function () {
    const there = await navigator.serviceWorker.getRegistration();
    async function renew() {
      await fetch("/sw.js", { cache: "reload" });
      await there.update();
      while (there.installing || there.waiting) await gd.sleep(SOON);
    }
    for (const way of [renew, () => 0]) {
      if (!there || !there.active || await gd.ask({ gd: "release" }, PATIENCE) === gd.release) return 0;
      await Promise.race([gd.sleep(PATIENCE), way()]).catch(() => 0);
    }
    await gd.flush().catch(() => 0);
    location.reload();
    return new Promise(() => 0);
  };

  gd.acts = {};
  gd.send = async function (form) {
    const profile = await gd.keep(gd.chosen).catch(() => 0), ring = profile && await gd.ring(profile.device);
    await gd.acts[Object.keys(gd.acts).find((name) => name in form.dataset)](form, profile, ring);
  };

  gd.start = async function () {
    if (gd.kept) {
      document.documentElement.dataset.kept = "";
      navigator.serviceWorker.register("/sw.js", gd.lazily);
      watch();
      await look();
    }
    await gd.wake();
    // What only a photo needs is loaded when a person wants one, or one waits to be sent.
    if (await gd.read("spare", "load")) gd.load(gd.find("#boot").dataset.load);
  };
})(self.gd = self.gd || {});
