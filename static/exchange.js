// One exchange with the commune at a time: what was written goes up, receipts and pages come back.
(function (gd) {
  "use strict";
  const MEDIA = "application/vnd.gandan.exchange", LEAST = 256, SEQS = 200, TURNS = 200, DENSE = 3;
  const PATIENCE = 60000, SOON = 5000, LATE = 900000, FRESH = 60000;
  let queue = Promise.resolve(), begun = 0;

  // What this turn says. The doubt is written down before the bytes leave, so that a crash asks first.
  const plan = (device, has, open) => gd.tx(["profiles", "outbox"], async function (at) {
    const profile = await at("profiles").get(device), within = (state) => at("outbox", "state").getAll([device, state]);
    const due = (await within("waiting")).filter((row) => !gd.onHold(row)), held = await within("held");
    const unsure = held.concat(await within("quarantined")).map((row) => row.seq).concat(profile.doubt);
    const turn = { profile, asking: profile.doubt.length > 0, asked: unsure.sort((a, b) => a - b), left: due.length, send: [], named: [] };
    if (turn.asking) return turn;
    // Words in the clear shrink to a third.
    let room = profile.batch * (open ? DENSE : 1);
    turn.send = due.filter((row) => !has(row.seq)).slice(0, SEQS).filter((row, n) => (room -= row.sealed.length) >= 0 || !n);
    turn.named = turn.send.concat(due.filter((row) => has(row.seq)), held.filter(gd.unsigned)).sort((a, b) => a.seq - b.seq);
    for (const row of turn.send) if (row.hold) await at("outbox").put(Object.assign(row, { hold: 0 }));
    if (turn.send.length) await at("profiles").put(Object.assign(profile, { doubt: turn.send.map((row) => row.seq) }));
    return turn;
  });

  async function bodies(rows, ring) {
    const open = [], shut = [];
    for (const row of rows) {
      const copy = ring && await gd.copyOf(ring, row.copy);
      if (copy) open.push(gd.frame("b", gd.varint(row.seq), copy.body));
      else shut.push(row);
    }
    return gd.join(...open, gd.sealed(shut));
  }

  const disk = navigator.storage || {};
  // Safari 16 does not tell.
  gd.space = async () => disk.estimate ? disk.estimate() : { usage: 0, quota: 1e9 };

  gd.room = async function () {
    const space = await gd.space();
    return Math.min(100, Math.floor((space.quota - space.usage) / 1048576));
  };

  async function say(turn, ring, nonce) {
    const profile = turn.profile, held = await gd.allOf("pages", profile.device);
    const extras = { free_mb: await gd.room(), persisted: disk.persisted && +await disk.persisted() };
    if (!ring) extras.nopages = 1;
    const manifest = await gd.manifest(new Map(held.map((page) => [page.path, page.hash])));
    const hello = gd.hello(profile, nonce, manifest, JSON.stringify(extras));
    const attest = (rows) => gd.attest(profile.sign, "gandan attest 1", hello, rows);
    return gd.request(
      gd.frame("h", hello), await attest([]), turn.asked.length ? gd.frame("q", gd.ranges(turn.asked.slice(0, SEQS))) : "",
      await bodies(turn.send, ring), turn.named.length ? await attest(turn.named.slice(0, SEQS)) : "");
  }

  async function post(body) {
    const patience = new AbortController(), timer = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const answer = await fetch("/sync/v1/exchange", {
        method: "POST", body, headers: { "content-type": MEDIA }, credentials: "omit", cache: "no-store",
        redirect: "manual", signal: patience.signal,
      });
      const ours = String(answer.headers.get("content-type")).startsWith(MEDIA);
      if (answer.status !== 200 || !ours) throw new Error("not the commune");
      return new Uint8Array(await answer.arrayBuffer());
    } finally {
      clearTimeout(timer);
    }
  }

  const news = (note) => gd.tell(Object.assign({ gd: "news" }, note));

  async function talk(device) {
    let has = () => false, more = true, sent = 0;
    for (let turns = 0; more && turns < TURNS; turns++) {
      const ring = await gd.ring(device), turn = await plan(device, has, ring), nonce = gd.random(8);
      if (turn.send.length) news({ n: sent += turn.send.length, m: sent + turn.left - turn.send.length });
      const heard = gd.heard(await post(await say(turn, ring, nonce)), nonce);
      has = (seq) => seq <= heard.high || heard.known.has(seq);
      more = await gd.settle(turn, heard, ring);
      if (heard.wipe) await gd.wipe(device);
      if (heard.wipe && !await gd.read("profiles", device)) return news({ wiped: 1 });
    }
    return 0;
  }

  const later = (time) => time > Date.now() && time < Date.now() + 2 * LATE;

  // pushed: "tap" by a person, true for anything else that gives hope, false for the clock
  async function tryOne(profile, pushed) {
    const device = profile.device, fresh = Math.abs(Date.now() - profile.contact) < FRESH && !profile.why;
    if (later(profile.after) || later(profile.next) && !pushed) return true;
    const due = (await gd.unsent(device)).filter((row) => !gd.onHold(row));
    if (fresh && pushed !== "tap" && !due.length) return true;
    try {
      await talk(device);
      return true;
    } catch (error) {
      await gd.change(device, function (it) {
        it.tries++;
        it.next = Date.now() + Math.random() * Math.min(LATE, SOON * Math.pow(2, it.tries));
        it.batch = Math.max(LEAST, it.batch / 2);
        it.why = error instanceof TypeError || error.name === "AbortError" ? "offline" : "silent";
      });
      return false;
    } finally {
      news();
    }
  }

  async function all(pushed, since) {
    // A turn that began after this was asked has done it.
    if (begun > since) return true;
    begun = Date.now();
    let good = true, first = true;
    // Anybody's sealed submissions may ride along.
    for (const profile of await gd.people()) {
      if (first || (await gd.unsent(profile.device)).length) good = await tryOne(profile, pushed) && good;
      first = false;
    }
    return good;
  }

  // One after the other, even while an old worker ends and a new one begins.
  gd.sync = function (pushed) {
    const since = Date.now(), work = () => all(pushed, since);
    queue = queue.then(() => navigator.locks ? navigator.locks.request("gandan", work) : work());
    return queue;
  };
})(self.gd = self.gd || {});
