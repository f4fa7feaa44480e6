// One exchange with the commune at a time: what was written goes up, receipts and pages come back.
(function (gd) {
  "use strict";
  const MEDIA = "application/vnd.gandan.exchange", LEAST = 256, SEQS = 200, TURNS = 200, DENSE = 3;
  const PATIENCE = 60000, SOON = 5000, LATE = 900000, FRESH = 60000;
  const bySeq = (a, b) => a.seq - b.seq, failed = (row) => row.code === "signature";
  const begun = {};
  let queue = Promise.resolve();

  // What this turn says. The doubt is written down before the bytes leave, so that a crash asks first.
  const plan = (device, has, open) => gd.tx(["profiles", "outbox"], async function (at) {
    const profile = await at("profiles").get(device);
    profile.turn = (profile.turn || 0) + 1;
    await at("profiles").put(profile);
    const rows = await at("outbox").getAll(gd.all(device)), within = (state) => rows.filter((row) => row.state === state);
    const due = within("waiting").filter((row) => !gd.onHold(row)).sort((a, b) => b.urgent - a.urgent || bySeq(a, b)), held = within("held");
    const unsure = held.concat(within("quarantined"), due.filter((row) => profile.doubt.includes(row.seq)));
    const turn = { profile, asking: profile.doubt[0], asked: unsure.sort(bySeq).slice(0, SEQS), left: due.length, send: [], named: [] };
    if (turn.asking) return turn;
    // Words in the clear shrink to a third.
    let room = profile.batch * (open ? DENSE : 1);
    turn.send = due.filter((row) => !has(row)).slice(0, SEQS).filter((row, n) => (room -= row.sealed.length) >= 0 || !n);
    turn.named = turn.send.concat(due.filter(has), held.filter(gd.unsigned)).sort(bySeq);
    for (const row of turn.send) if (row.hold) await at("outbox").put(Object.assign(row, { hold: 0 }));
    if (turn.send[0]) await at("profiles").put(Object.assign(profile, { doubt: turn.send.map((row) => row.seq) }));
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

  // Three bytes of each digest: a copy of this storage may have given the same number to something else.
  const asks = (rows) => gd.join(
    gd.frame("q", gd.ranges(rows.map((row) => row.seq))), gd.frame("c", gd.join(...rows.map((row) => row.digest.subarray(0, 3)))));

  // What reads is signed by the key under the PIN; a PIN that was changed, or a restored office, is told. Locked, the PIN
  // itself may be proved.
  async function claim(turn, ring, hello, pin) {
    const { profile } = turn, mark = String([profile.incarnation, profile.salt]);
    if (!(ring && ring.read)) return pin ? gd.claim("x", profile.sign, hello, profile.turn, pin) : "";
    Object.assign(turn, { mark, proved: Date.now() });
    return gd.claim("v", ring.read, hello, profile.turn, profile.told === mark ? "" : await gd.show(ring.dek, profile.pin));
  }

  async function say(turn, ring, nonce, pin) {
    const profile = turn.profile, held = await gd.allOf("pages", profile.device);
    const extras = {};
    // The rest comes with the next exchange, behind the first page.
    if (!held[0]) extras.first = turn.few = 1;
    // Pages come with the last turn, not anew with each.
    if (!ring || turn.left > turn.named.length) extras.nopages = 1;
    if (!turn.left) extras.wiped = profile.wiped;
    if (ring && !profile.share) extras.share = 1;
    // The first proof after the PIN brings the cookie for this person's pages. A cookie shares connections with pages, and on
    // one that was used the browser itself sends a lost request again: all else goes without.
    if (ring && !profile.proved) {
      extras.session = 1;
      turn.way = "include";
    }
    const manifest = await gd.manifest(new Map(held.map((page) => [page.path, page.hash])));
    const hello = gd.hello(profile, nonce, manifest, JSON.stringify(extras));
    const attest = (rows) => gd.attest(profile.sign, "gandan attest 1", hello, rows);
    // One that may be damaged where it lies spoils no signature but its own.
    const named = turn.named.slice(0, SEQS);
    const vouch = (rows) => rows[0] ? attest(rows) : "";
    return gd.request(
      gd.frame("h", hello), await attest([]), await claim(turn, ring, hello, pin), turn.asked[0] ? asks(turn.asked) : "", await bodies(turn.send, ring),
      await vouch(named.filter((row) => !failed(row))), await vouch(named.filter(failed)));
  }

  // What came before a cut is in `parts`.
  async function post(body, door, parts = [], credentials = "omit") {
    const patience = new AbortController();
    // Over by then, there is nothing to end.
    setTimeout(() => patience.abort(), PATIENCE + body.length);
    const answer = await fetch("/sync/v1/" + door, {
      method: "POST", body, headers: { "content-type": MEDIA }, credentials, redirect: "manual", signal: patience.signal,
    });
    // A busy office says for how long.
    if (answer.status !== 200) throw { after: answer.headers.get("retry-after") * 1000 };
    for (let from = answer.body.getReader(), it; !(it = await from.read()).done;) parts.push(it.value);
    return gd.join(...parts);
  }

  // → what was heard first
  async function talk(device, pin) {
    let has = () => 0, more = 1, sent = 0, first = 0, turns = TURNS;
    while (more && turns--) {
      const ring = await gd.ring(device), turn = await plan(device, has, ring), nonce = gd.random(8);
      if (turn.send[0]) gd.tell({ gd: "news", n: sent += turn.send.length, m: sent + turn.left - turn.send.length });
      const parts = [], body = await say(turn, ring, nonce, !first && pin);
      const cut = await post(body, "exchange", parts, turn.way).then(() => 0, (error) => error);
      const heard = gd.heard(gd.join(...parts), nonce, cut);
      // Nothing was proved: the office goes on from another turn. What was sent is asked about, as after a lost answer.
      if (heard.last && await gd.change(device, (it) => { it.turn = heard.last; })) continue;
      // What failed is not there, whatever the office's numbers say: they may be those of a copy of this phone.
      has = (row) => !failed(row) && (heard.receipts.has(row.seq) ||
        (row.seq <= heard.high || heard.known.has(row.seq)) && !turn.asked.some((it) => it.seq === row.seq));
      first = first || heard;
      more = await gd.settle(turn, heard, ring);
      if (heard.wipe) more = await gd.wipe(turn, heard.copied, more);
    }
    return first;
  }

  const later = (time) => time > Date.now() && time < Date.now() + 2 * LATE;

  // pushed: "tap" by a person, true for anything else that gives hope, false for the clock
  async function tryOne(profile, pushed) {
    const device = profile.device, due = (await gd.unsent(device)).filter((row) => !gd.onHold(row));
    // A signal gives hope; an office that did not answer is left in peace.
    const wait = later(profile.next) && (!pushed || profile.why === "silent") || !profile.next && Math.abs(Date.now() - profile.contact) < FRESH && !due[0];
    if (later(profile.after) || wait && pushed !== "tap") return !due[0];
    try {
      await talk(device);
      return true;
    } catch (error) {
      await gd.change(device, function (it) {
        it.tries++;
        if (gd.stale(it)) it.share = null;
        it.next = Date.now() + Math.min(LATE, error.after || 0) + Math.random() * Math.min(LATE, SOON * Math.pow(2, it.tries));
        it.batch = Math.max(LEAST, it.batch / 2);
        it.why = error instanceof TypeError || error.name === "AbortError" ? "offline" : "silent";
      });
      return false;
    } finally {
      gd.tell({ gd: "news" });
    }
  }

  // Only the office says this mark and the nonce; a portal does not.
  async function handIn(it) {
    const answer = await post(it.body, "carried").catch(() => ""), ours = gd.same(answer.slice(0, 12), gd.join("GDA\x01", it.nonce));
    await gd.write("spare", Object.assign(it, ours ? { answer } : { tries: it.tries + 1 }), it.key);
    gd.tell({ gd: "news" });
  }

  // What others gave this phone to carry; the answers wait to be read. One that does not go through keeps no other waiting.
  // What this phone had before it lost its store leaves the second place once the office has it.
  async function carry(good) {
    for (const it of await gd.allOf("spare", "carried")) {
      if (good && !it.answer) await handIn(it).catch(() => 0);
      if (gd.landed(it)) await gd.uncopy(it.path);
    }
  }

  async function all(pushed, since) {
    // A turn that began after this was asked has done it; one with less hope may have found it too early to try.
    if (begun[pushed] > since) return true;
    begun[pushed] = Date.now();
    let good = true, first = true;
    // Sealed submissions of every person here ride along, and whose access ended is to hear of it.
    for (const profile of await gd.people()) {
      if (first || Date.now() - profile.contact > 96 * LATE || (await gd.unsent(profile.device)).length) good = await tryOne(profile, pushed) && good;
      await gd.mirror(profile.device).catch(() => 0);
      first = false;
    }
    await carry(good);
    // Not while something waits: to try may itself take the last room. Where no person is left nothing is fetched or put aside.
    if (first || !good) return false;
    if (!(await gd.copies())[0]) await gd.reserve().catch(() => 0);
    return true;
  }

  // One after the other, even while an old worker ends and a new one begins.
  // One that failed, because the phone is full, is no reason never to try again.
  const alone = (work) => (queue = queue.catch(() => 0).then(() => navigator.locks ? navigator.locks.request("gandan", work) : work()));

  gd.sync = function (pushed) {
    const since = Date.now();
    return alone(() => all(pushed, since));
  };
  // The way back to the commune's half of the key, for a phone that was away for long.
  gd.prove = (device, pin) => alone(() => talk(device, pin));
})(self.gd = self.gd || {});
