// Send photos and spoken notes: after all records, piece by piece, and where it is dear only when a person asks.
(function (gd) {
  "use strict";
  if (gd.upload) return;
  const { ask, drop, note, rows, records, lost, kb } = gd.shelf, link = navigator.connection || {}, final = [410, 413];
  const PIECE = 32768, LEAST = 4096, SOON = 5000, LATE = 900000, PATIENCE = 60000, TICK = 15000;
  const KEEP = 10, WEEK = 604800000, AGE = 60 * 86400000;
  let busy = false, tries = 0, next = 0, step = PIECE;

  // The rules of tus 1.0 in a few lines; its own script is larger than all of this page's.
  async function call(row, method, more, body) {
    const patience = new AbortController(), timer = setTimeout(() => patience.abort(), PATIENCE);
    const headers = Object.assign({ "tus-resumable": "1.0.0", authorization: "Gandan " + row.device + " " + row.proof }, more);
    try {
      const answer = await fetch("/sync/v1/blobs/" + row.id, {
        method, headers, body, credentials: "omit", cache: "no-store", redirect: "manual", signal: patience.signal });
      if (answer.headers.get("tus-resumable") !== "1.0.0") throw new Error("not the commune");
      if (!final.concat(200, 201, 204, 404, 409).includes(answer.status)) throw { after: answer.headers.get("retry-after") * 1000 };
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }

  const LOOK = { sent: "ok", waiting: "wait", refused: "bad" };
  const SAID = { sent: "photo_sent", waiting: "photo_waiting", refused: "photo_refused" };

  async function send(row, incarnation) {
    let answer = await call(row, "HEAD");
    if (answer.status === 404) answer = await call(row, "POST", { "upload-length": row.size });
    const bytes = await ask("bytes", "get", row.id);
    for (let turns = 0; turns < row.size / LEAST + 9; turns++) {
      if (final.includes(answer.status)) return note(row, { state: "refused" });
      const at = Number(answer.headers.get("upload-offset"));
      if (at > row.done) tries = 0;
      await note(row, { done: at });
      if (at >= row.size) return note(row, { state: "sent", to: incarnation, wanted: 0 });
      await paint();
      const piece = bytes.slice(at, at + step), sum = btoa(String.fromCharCode(...await gd.sha(piece)));
      answer = await call(row, "PATCH", {
        "upload-offset": at, "content-type": "application/offset+octet-stream", "upload-checksum": "sha256 " + sum }, piece);
      step = Math.min(PIECE, step * 2);
    }
    throw new Error("no end");
  }

  // Safari and Firefox do not tell: what is held in a hand is then taken to be on a dear way.
  const costly = () => link.saveData || /2g/.test(link.effectiveType) || (link.type ? link.type === "cellular" : matchMedia("(pointer: coarse)").matches);

  // Every record first; then files of records that left, unless the way is dear and no person asked.
  async function due(profile) {
    const incarnation = gd.b64(profile.incarnation), named = await records(profile.device);
    if ((await gd.unsent(profile.device)).length) return [];
    return (await rows()).filter((row) => row.device === profile.device && row.state !== "refused" &&
      !(row.state === "sent" && row.to === incarnation) && !lost(named.get(row.id)));
  }

  async function all(tap) {
    for (const profile of await gd.people()) {
      for (const row of await due(profile)) {
        if (tap) await note(row, { wanted: 1 });
        if (!costly() || row.wanted) await send(row, gd.b64(profile.incarnation));
      }
    }
    tries = 0;
    return tidy();
  }

  // The last ones sent are kept for a while: an office that was restored may have lost them.
  async function tidy() {
    const profiles = await gd.people(), held = await rows(), sent = held.filter((row) => row.state === "sent").sort((a, b) => b.at - a.at);
    for (const row of sent.slice(KEEP)) await ask("bytes", "delete", row.id);
    for (const row of held) {
      const mine = profiles.find((profile) => profile.device === row.device), named = mine && (await records(row.device)).get(row.id);
      const age = Date.now() - row.at, left = !named && row.state === "waiting" && age > WEEK;
      if (!mine || left || age > AGE && row.state !== "waiting" || named && named.state === "erased") await drop(row.id);
    }
    if (!(await rows()).length) await gd.remove("spare", "load");
  }

  gd.upload = async function (tap) {
    if (busy || !tap && Date.now() < next) return;
    busy = true;
    try {
      if (await gd.fits()) await (navigator.locks ? navigator.locks.request("gandan photos", () => all(tap)) : all(tap));
    } catch (broken) {
      step = Math.max(LEAST, step / 2);
      next = Date.now() + Math.min(LATE, broken.after || 0) + Math.random() * Math.min(LATE, SOON * Math.pow(2, tries++));
    }
    busy = false;
    await paint();
  };

  // On the page of what is not sent: each file with its record, and where it is.
  async function paint() {
    const part = gd.find("[data-photo-records]"), profile = await gd.chosen();
    if (!part || !profile) return;
    const ring = await gd.ring(profile.device), named = await records(profile.device), list = part.querySelector("ul"), items = [];
    for (const row of (await rows()).filter((it) => it.device === profile.device && named.has(it.id))) {
      const record = named.get(row.id), copy = ring && await gd.copyOf(ring, record.copy) || {};
      items.push([copy.label || gd.say("locked_row", { n: record.seq }), row]);
    }
    list.textContent = "";
    for (const [label, row] of items) {
      const item = gd.add(list, "li", ""), words = gd.add(item, "span", ""), size = kb(row.size);
      item.className = "row";
      gd.add(words, "b", label);
      gd.add(words, "small", gd.say(row.type < "b" ? "note" : "photo", { size }));
      gd.add(item, "span", gd.say(SAID[row.state], { done: kb(row.done), size })).className = "tag " + LOOK[row.state];
    }
    const waiting = items.filter((item) => item[1].state === "waiting").length;
    part.hidden = !items.length;
    part.querySelector("button").hidden = !waiting;
    part.querySelector("[data-dear]").hidden = !waiting || !costly();
  }

  const erase = gd.acts.erase;
  gd.acts.erase = async function (form, profile, ring) {
    const only = (await rows()).filter((row) => row.device === profile.device && row.state === "waiting");
    if (only.length) return gd.tellIn(form, "photos_first", { n: only.length });
    for (const row of await rows()) if (row.device === profile.device) await drop(row.id);
    await tidy();
    return erase(form, profile, ring);
  };

  const news = gd.on.news;
  gd.on.news = function (said) {
    if (!said.n) gd.upload();
    return news(said);
  };
  document.addEventListener("click", (event) => event.target.matches("[data-photo-send]") && gd.upload(true));
  addEventListener("online", () => { next = 0; gd.upload(); });
  setInterval(() => gd.upload(), TICK);
  paint();
  gd.upload();
})(self.gd = self.gd || {});
