// Take the commune's answer in: receipts, pages and a closed access, each in one transaction.
(function (gd) {
  "use strict";
  const MOST = 65536, KEEP = 60 * 86400000;
  const RANK = { waiting: 0, held: 1, quarantined: 1, accepted: 2, refused: 2, erased: 3 };

  // The pages of this answer, or none when they do not add up to what the commune says we would hold.
  async function newPages(device, ring, heard) {
    const put = [], held = new Map();
    if (!heard.manifest || heard.put[0] && !ring) return put;
    if (!heard.replace) (await gd.allOf("pages", device)).forEach((page) => held.set(page.path, page.hash));
    heard.drop.forEach((path) => held.delete(path));
    for (const { path, content } of heard.put) {
      const hash = (await gd.sha(content)).slice(0, 8);
      held.set(path, hash);
      put.push({ device, path, hash, ct: await gd.hide(ring.dek, content) });
    }
    put.good = gd.same(await gd.manifest(held), heard.manifest);
    return put;
  }

  // What the answer makes of a row. A receipt never moves down while the office is the same;
  // an office restored from a backup is offered again what it has lost.
  function verdict(row, heard, reborn) {
    const said = heard.receipts.get(row.seq);
    if (!said) return reborn && row.sealed && row.seq > heard.high && row.state !== "refused" && { state: "waiting" };
    // What did not arrive as it was signed goes again.
    if (said.code === "signature") return (row.state === "waiting" || gd.unsigned(row)) && { state: "waiting", code: "signature" };
    return (reborn || RANK[said.state] >= RANK[row.state]) && said;
  }

  async function settleRows(outbox, profile, heard) {
    const reborn = !gd.same(profile.incarnation, heard.incarnation), now = Date.now();
    let moved = 0, left = 0;
    for (const row of await outbox.getAll(gd.all(profile.device))) {
      const was = row.state + row.code;
      Object.assign(row, verdict(row, heard, reborn));
      if (row.state + row.code !== was) {
        moved++;
        row.told = now;
        if (row.state === "erased") row.sealed = row.copy = null;
        if (row.state === "accepted") profile.last = { number: row.number, time: now };
        await outbox.put(row);
      }
      if (row.state === "waiting" && !gd.onHold(row) || gd.unsigned(row)) left++;
      if (row.state === "accepted" && row.told < now - KEEP) await outbox.delete([row.device, row.seq]);
    }
    return moved && left;
  }

  // → whether another turn would bring something
  gd.settle = async function (turn, heard, ring) {
    const device = turn.profile.device, put = await newPages(device, ring, heard), share = heard.share && await gd.share(heard.share);
    return gd.tx(["profiles", "outbox", "pages"], async function (at) {
      const profile = await at("profiles").get(device), pages = at("pages");
      const left = await settleRows(at("outbox"), profile, heard);
      if (put.good) {
        if (heard.replace) await pages.delete(gd.all(device));
        for (const path of heard.drop) await pages.delete([device, path]);
        for (const page of put) await pages.put(page);
      }
      await at("profiles").put(Object.assign(profile, {
        contact: turn.at || Date.now(), served: heard.time, told: turn.mark || profile.told, proved: turn.proved, incarnation: heard.incarnation,
        share: share || profile.share, doubt: turn.doubt || [], tries: 0, next: turn.few, why: "",
        after: Date.now() + heard.backoff * 1000, // One that breaks the request is alone in the end, and the others go.
        batch: heard.broken ? Math.max(256, profile.batch / 2) : Math.min(MOST, profile.batch * (turn.send[0] ? 2 : 1)),
      }));
      return !heard.backoff && (put.good && !gd.same(heard.manifest, heard.wanted) || left || turn.asking);
    });
  };

  // Readable things go at once; what the commune has not got stays, sealed, until it has; the key that speaks
  // goes when the commune has heard that nothing is left. → whether there is more to say
  gd.wipe = async function ({ profile: { device, wiped }, left }, copied, more) {
    const due = await gd.unsent(device), heard = wiped && !left && !due[0];
    await gd.mirror(device).catch(() => 0);
    // Without this mark nothing is said to be lost.
    if (heard && !(await gd.people())[1]) await caches.delete("here");
    await gd.tx(["profiles", "outbox", "pages", "drafts", "spare"], async function (at) {
      const profile = await at("profiles").get(device);
      for (const name of ["pages", "drafts", "outbox"]) await at(name).delete(gd.all(device));
      for (const row of due) await at("outbox").put(Object.assign(row, { copy: null, hold: 0 }));
      if (heard) await at("profiles").delete(device);
      else await at("profiles").put(Object.assign(profile, { dek: null, share: null, wiped: 1 }));
      await at("spare").put(copied, "copied");
    });
    await gd.on.lock();
    return !heard && (more || !due[0]);
  };
})(self.gd = self.gd || {});
