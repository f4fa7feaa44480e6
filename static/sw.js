// Between the pages and the network: pages of the pack at once and without signal, everything else as it was.
(function (gd) {
  "use strict";
  if (self.document) return;
  const PATIENCE = 8000, CHECK = 6 * 3600000, IDLE = 600000, HOLD = 31000, SOON = 600000;
  let seen = Date.now();

  const kept = (path) => caches.match(path);

  async function stop() {
    await self.registration.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
  }

  // The kit: assets, the shell and the pages without anybody's name. The list goes in last: with it the kit is whole.
  async function collect() {
    await gd.write("spare", Date.now(), "checked");
    const answer = await fetch("/worker-list", { credentials: "omit", cache: "no-cache" }), copy = answer.clone();
    const list = await answer.json(), names = await caches.keys();
    if (list.off) return stop();
    const cache = await caches.open(list.version);
    // The rest of the script comes later than all that is needed on the first day.
    if (names.includes(list.version) && await kept("/worker-list")) return cache.addAll(list.later);
    await cache.addAll(list.assets.map((path) => new Request(path, { credentials: "omit" })));
    await cache.put("/shell", new Response(list.shell, { headers: { "content-security-policy": list.rules } }));
    for (const path of Object.keys(list.pages)) await cache.put(path, new Response(list.pages[path]));
    await cache.put("/worker-list", copy);
    for (const name of names) if (name !== list.version) await caches.delete(name);
    return gd.write("spare", Date.now() - CHECK + SOON, "checked");
  }

  self.addEventListener("install", (event) => event.waitUntil(collect().then(() => self.skipWaiting())));
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

  const escaped = (text) => text.replace(/[&<>"]/g, (letter) => "&#" + letter.charCodeAt(0) + ";");

  // A page as the server would send it: the shell with this title, place and main part, under the shell's own rules.
  async function compose(profile, content, line) {
    const shell = await kept("/shell"), html = await shell.text(), cut = content.indexOf("\n");
    gd.words = JSON.parse(/id="words">([^<]*)</.exec(html)[1]);
    const said = escaped(gd.say(line, { time: gd.time(profile.contact) })), main = content.slice(cut + 1);
    const parts = {
      title: content.slice(0, cut) || said, place: escaped(profile.place || ""),
      main: main || "<h1>" + said + "</h1>", fresh: main && said,
    };
    const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": shell.headers.get("content-security-policy") };
    return new Response(html.replace(/<!--(title|main|place|fresh)-->/g, (mark, name) => parts[name]), { headers });
  }

  async function packed(profile, ring, path) {
    const page = await gd.read("pages", [profile.device, path]);
    if (page && gd.old(profile)) return compose(profile, "\n", "too_old");
    return page && compose(profile, gd.text(await gd.show(ring.dek, page.ct)), "fresh");
  }

  const slow = () => gd.sleep(PATIENCE).then(() => { throw "slow"; });

  async function answer(request, url) {
    const profile = await gd.chosen(), list = await kept("/worker-list"), path = url.pathname;
    if (!list || !profile) return fetch(request);
    const { pages, open } = await list.json();
    if (path in pages) return compose(profile, pages[path], "");
    if (open.some((start) => path.startsWith(start))) return fetch(request);
    const ring = await gd.ring(profile.device);
    if (!ring) return Response.redirect("/unlock?next=" + encodeURIComponent(path + url.search));
    const page = await packed(profile, ring, path);
    if (page && !url.search) return page;
    return Promise.race([fetch(request), slow()]).catch(() => page || compose(profile, "\n", "no_page"));
  }

  async function behind() {
    await gd.sync();
    if (Date.now() - await gd.read("spare", "checked") < CHECK) return;
    await collect();
  }

  self.addEventListener("fetch", function (event) {
    const request = event.request, url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== location.origin) return;
    if (url.pathname.startsWith("/static/")) event.respondWith(kept(request).then((asset) => asset || fetch(request)));
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
  async function woken() {
    // The browser tries again by itself, some minutes later.
    if (!await gd.sync(true)) throw "again";
  }
  self.addEventListener("sync", (event) => event.waitUntil(woken()));

  // Whatever goes into a file can no longer be undone: two bodies under one number would look like a forgery.
  const fix = (device) => gd.tx(["outbox"], async function (at) {
    for (const row of await at("outbox", "state").getAll([device, "waiting"])) {
      await at("outbox").put(Object.assign(row, { hold: 0 }));
    }
  });

  const forget = gd.on.lock;
  Object.assign(gd.on, {
    "ring?": (note) => gd.ring(note.device),
    file: async function ({ device }) {
      await fix(device);
      return gd.file(await gd.read("profiles", device), await gd.unsent(device));
    },
    lock: function () {
      forget();
      return gd.tell({ gd: "lock" });
    },
    go: function (note) {
      seen = Date.now();
      return send(note.pushed);
    },
  });
})(self.gd = self.gd || {});
