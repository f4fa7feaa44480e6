// Between the pages and the network: pages of the pack at once and without signal, everything else as it was.
(function (gd) {
  "use strict";
  if (self.document) return;
  const PATIENCE = 8000, CHECK = 6 * 3600000, IDLE = 600000, HOLD = 31000, SOON = 600000, PROOF = 540000;
  // Not of the kit: the second place of what waits, and room for it.
  const OURS = /^(here|kept|room)$/;
  let seen = Date.now();

  // Kits, the oldest first; `until` one that stays, and all that came after it.
  async function clear(until) {
    for (const name of await caches.keys()) {
      if (name === until) break;
      if (!OURS.test(name)) await caches.delete(name);
    }
  }

  // A kit is whole when its list is there, which goes in last and holds the pages without a person's name and the shell.
  // This script serves only what was made with it, and of that the newest.
  async function kit() {
    for (const name of (await caches.keys()).reverse()) {
      const found = await caches.match("/worker-list", { cacheName: name }), list = found && await found.json();
      if (list && list.release === gd.release) return list;
    }
    return null;
  }

  // What came before a cut is not fetched again; what the browser threw away is.
  const fill = (cache, paths) => Promise.all(paths.map(async (path) =>
    await cache.match(path) || cache.add(new Request(path, { credentials: "omit" }))));

  // What is older than the kit in use. A newer one may still be on its way.
  async function tidy() {
    const list = await kit();
    return list && clear(list.version);
  }

  async function collect() {
    await gd.write("spare", Date.now() - CHECK + SOON, "checked");
    const answer = await fetch("/worker-list", { credentials: "omit", cache: "no-cache" }), copy = answer.clone();
    const list = await answer.json();
    if (list.off) return self.registration.unregister().then(() => clear());
    if (list.release !== gd.release) {
      // Another script is brought, with its kit, by its own worker; the browser may have an old copy of that.
      await fetch("/sw.js", { cache: "reload" });
      return self.registration.update();
    }
    const cache = await caches.open(list.version), whole = await cache.match("/worker-list");
    await fill(cache, await gd.read("spare", "load") ? list.assets.concat(list.load) : list.assets);
    await cache.put("/worker-list", copy);
    // The rest of the script comes later than all that is needed on the first day.
    if (!whole) return 0;
    await fill(cache, list.later);
    return gd.write("spare", Date.now(), "checked");
  }

  // Whose store this is, for pages to see before they write. Only a worker in use is asked.
  const mark = () => gd.write("spare", gd.release, "release").then(() => gd.release);

  self.addEventListener("install", (event) => event.waitUntil(collect().then(kit).then((list) =>
    // None: another release.
    list ? self.skipWaiting() : Promise.reject())));
  self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim()).then(mark)));

  const escaped = (text) => text.replace(/[&<>"]/g, (letter) => "&#" + letter.charCodeAt(0) + ";");

  // A page as the server would send it: the shell with this title, place and main part, under the shell's own rules.
  function compose(list, profile, content, line) {
    const cut = content.indexOf("\n");
    gd.words = JSON.parse(/id="words">([^<]*)</.exec(list.shell)[1]);
    const said = escaped(gd.say(line, { time: gd.time(profile.contact) })), main = content.slice(cut + 1);
    const parts = {
      title: content.slice(0, cut) || said, place: escaped(profile.place || ""),
      main: main || "<h1>" + said + "</h1>", fresh: main && said,
    };
    const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": list.rules };
    return new Response(list.shell.replace(/<!--(title|main|place|fresh)-->/g, (mark, name) => parts[name]), { headers });
  }

  async function packed(list, profile, ring, path) {
    const page = await gd.read("pages", [profile.device, path]);
    if (page && gd.stale(profile)) return compose(list, profile, "\n", "too_old");
    return page && compose(list, profile, gd.text(await gd.show(ring.dek, page.ct)), "fresh");
  }

  // The office shows pages for ten minutes after the key under the PIN was proved, and to whom it was proved last.
  const proven = async () => Math.abs(Date.now() - (await gd.chosen()).proved) < PROOF;

  // The page that needs no database: that cannot be read when the disk is full.
  async function answer(request, url) {
    const list = await kit().catch(() => null);
    return list ? found(list, request, url).catch(() => compose(list, {}, list.pages["/full"], "")) : fetch(request);
  }

  async function found(list, request, url) {
    const profile = await gd.keep(gd.chosen), path = url.pathname, open = list.open.some((start) => path.startsWith(start));
    const none = () => compose(list, profile || {}, "\n", "no_page");
    // Asked for a plain page too: the page before it goes, and with it the key if this worker was stopped.
    const ring = profile && await gd.ring(profile.device);
    if (open || !profile && !await caches.has("here")) return fetch(request).catch(none);
    // The mark of a person is there, and the database knows of none.
    if (!profile || path in list.pages) return compose(list, profile || {}, list.pages[profile ? path : "/lost"], "");
    if (!ring) return Response.redirect("/unlock?next=" + encodeURIComponent(path + url.search));
    const page = await packed(list, profile, ring, path), kept = () => page || none();
    if (page && !url.search) return page;
    const net = async () => await proven() || await gd.sync("tap").then(proven) ? fetch(request) : kept();
    return Promise.race([net(), gd.sleep(PATIENCE).then(kept)]).catch(kept);
  }

  async function behind() {
    const good = await gd.sync(), list = await kit(), parts = await Promise.all(list ? list.assets.map((path) => caches.match(path)) : []);
    if (Date.now() - await gd.read("spare", "checked") < CHECK && !(good && (!list || parts.includes(undefined)))) return;
    await collect();
    await tidy();
  }

  self.addEventListener("fetch", function (event) {
    const request = event.request, url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== location.origin) return;
    if (url.pathname.startsWith("/static/")) event.respondWith(caches.match(request).then((asset) => asset || fetch(request)));
    else if (request.mode === "navigate") {
      if (Date.now() - seen > IDLE) gd.on.lock();
      seen = Date.now();
      event.respondWith(answer(request, url));
      event.waitUntil(gd.sleep(1000).then(behind).catch(() => 0));
    }
  });

  // What can still be undone goes half a minute later; what cannot go now, when the browser finds a signal.
  async function send(pushed) {
    const good = await gd.sync(pushed), profile = await gd.chosen(), rows = profile ? await gd.unsent(profile.device) : [];
    if (rows.some(gd.onHold)) return gd.sleep(HOLD).then(() => send(true));
    if (!good && self.registration.sync) await self.registration.sync.register("gd").catch(() => 0);
    return good;
  }
  // The browser tries again by itself, some minutes later.
  self.addEventListener("sync", (event) => event.waitUntil(gd.sync(true).then((good) => good || Promise.reject())));

  const forget = gd.on.lock;
  Object.assign(gd.on, {
    release: mark,
    "ring?": (note) => gd.ring(note.device),
    // Whatever goes into a file can no longer be undone: two bodies under one number would look like a forgery.
    file: async function ({ device }) {
      await gd.tx(["outbox"], async function (at) {
        for (const row of await at("outbox").getAll(gd.all(device))) if (row.hold) await at("outbox").put(Object.assign(row, { hold: 0 }));
      });
      return gd.file(await gd.read("profiles", device), await gd.unsent(device));
    },
    lock: function () {
      forget();
      // Without the key under the PIN the office's pages close too.
      gd.chosen().then((it) => it && it.dek && it.proved && gd.sync("tap"));
      return gd.tell({ gd: "lock" });
    },
    go: function (note) {
      seen = Date.now();
      return send(note.pushed);
    },
  });
})(self.gd = self.gd || {});
