// By hand, without a signal: read what the commune sent back, and carry what other people's phones have sealed.
(function (gd) {
  "use strict";
  const HEAD = 86, SIGNATURE = 64, MOST = 5 << 20, SHOWN = 40, TRIES = 10, CHECK = 99, ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const mark = (bytes) => gd.text(bytes.subarray(0, 4)), words = document.getElementById("courier-words");
  const tell = (key, values) => gd.tellIn(gd.find("[data-courier]"), key, values);

  const inflated = async (bytes) => new Uint8Array(await new Response(
    new Response(bytes).body.pipeThrough(new DecompressionStream("deflate"))).arrayBuffer());

  // → the answer inside, nothing while the key is locked away; throws when it is not from this person's commune or was altered
  gd.openReturn = async function (profile, bytes, receive) {
    const end = bytes.length - SIGNATURE, signed = bytes.subarray(0, end), head = bytes.subarray(0, HEAD), salt = head.subarray(21);
    const office = await crypto.subtle.importKey("raw", profile.office, ECDSA, false, ["verify"]);
    const good = await crypto.subtle.verify(ECDSA, office, bytes.subarray(end), gd.join("gandan return 1", signed));
    if (!good) throw new Error("forged");
    if (!receive) return 0;
    const key = await gd.agree(receive, salt, salt, "gandan return 1", profile.device);
    const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv: new Uint8Array(12), additionalData: head }, key, signed.subarray(HEAD));
    return head[4] ? inflated(new Uint8Array(opened)) : new Uint8Array(opened);
  };

  // Of each receipt, how the digest begins that it speaks of.
  function marks(answer) {
    for (let at = 4, type, size; at < answer.length; at += size) {
      type = answer[at++];
      size = 0;
      for (let unit = 1; unit; unit = answer[at++] > 127 ? unit * 128 : 0) size += (answer[at] & 127) * unit;
      if (type === CHECK) return answer.subarray(at, at + size);
    }
    return new Uint8Array(0);
  }

  // A copy of this phone may have given the same numbers to other words: their receipts are not ours.
  async function ours(device, heard, answer) {
    const seen = marks(answer), rows = await gd.allOf("outbox", device), receipts = heard.receipts;
    Array.from(receipts.keys()).sort((a, b) => a - b).forEach(function (seq, n) {
      const row = rows.find((it) => it.seq === seq);
      if (row && !gd.same(row.digest.subarray(0, 3), seen.subarray(3 * n, 3 * n + 3))) receipts.delete(seq);
    });
    return heard;
  }

  const received = async (device) => (await gd.allOf("outbox", device)).filter((row) => row.state === "accepted").length;
  // An older file than what the phone knows gives receipts alone, and the time of the last contact
  // moves as far as the commune's clock did: by the phone's own it could be moved by reading old files.
  async function apply(profile, heard) {
    const device = profile.device, ring = await gd.ring(device), old = heard.time < profile.served, before = await received(device);
    const ahead = (heard.time - profile.served) * 1000;
    if (old && !gd.same(heard.incarnation, profile.incarnation)) return ["return_old", { n: 0 }];
    if (old) Object.assign(heard, { manifest: null, wipe: 0, time: profile.served });
    const at = profile.served ? Math.min(Date.now(), profile.contact + Math.max(0, ahead)) : Date.now();
    await gd.settle({ profile, send: [], at, doubt: profile.doubt }, heard, ring);
    const n = Math.max(0, await received(device) - before);
    // The key that speaks stays: the commune has not heard yet that nothing is left.
    if (heard.wipe) await gd.wipe({ profile, left: 1 }, heard.copied);
    return [heard.wipe ? "wiped" : old ? "return_old" : "return_taken", { n }];
  }

  async function takeReturn(bytes) {
    const profile = await gd.read("profiles", gd.b64(bytes.subarray(5, 13)));
    if (bytes.length < HEAD + SIGNATURE) return ["return_forged"];
    if (!profile || !profile.receive) return ["return_other"];
    if (bytes[4] && !self.DecompressionStream) return ["return_old_browser"];
    const ring = await gd.ring(profile.device), answer = await gd.openReturn(profile, bytes, ring && ring.receive).catch(() => 1);
    if (answer === 1) return ["return_forged"];
    // Nothing of it opens before the PIN does.
    if (!answer) await gd.write("spare", bytes, ["return", profile.device]);
    return !answer ? ["return_locked"] : apply(profile, await ours(profile.device, gd.heard(answer, new Uint8Array(8)), answer));
  }

  // Kept as it is, with the words that this phone hands it in with; only the office can open it.
  async function carry(bytes, name, path) {
    const profile = await gd.chosen(), from = bytes[5] < 128 ? 6 : 7, device = gd.b64(bytes.subarray(from, from + 8));
    const hash = await gd.sha(bytes), office = (await gd.sha(profile.office)).subarray(0, 8), nonce = gd.random(8);
    if (bytes.length > MOST) return ["carry_large"];
    if (!gd.same(office, bytes.subarray(from + 8, from + 16))) return ["carry_elsewhere"];
    if (await gd.read("profiles", device)) return ["carry_own"];
    const hello = gd.hello(profile, nonce, new Uint8Array(8), ""), key = ["carried", gd.b64(hash.subarray(0, 8))];
    const proof = await gd.sign(profile.sign, gd.join("gandan carry 1", hello, hash));
    const body = gd.join("GDC", Uint8Array.of(1), gd.frame("h", hello), gd.frame("a", proof), gd.frame("f", bytes));
    const keep = async (at) => await at("spare").get(key) || at("spare").put({ key, body, nonce, name, path, at: Date.now(), tries: 0 }, key);
    await gd.keep(() => gd.tx(["spare"], keep));
    gd.go("tap");
    return ["carry_kept"];
  }

  gd.take = async function (bytes, name) {
    const [key, values] = mark(bytes) === "GDB\x01" ? await takeReturn(bytes)
      : mark(bytes) === "GDF\x01" && bytes.length > 24 ? await carry(bytes, name) : ["not_ours"];
    await gd.paint();
    return tell(key, values);
  };

  // What the office said of it: counts, a reason when it was refused, and a file for its owner.
  function answered(it) {
    const bytes = it.answer, view = new DataView(bytes.buffer), code = 25 + bytes[24], n = view.getUint32(12) + view.getUint32(16);
    return { n, back: bytes.subarray(code), look: n ? "ok" : "bad", key: n ? "carried_received" : "carried_refused" };
  }
  gd.tried = (it) => !it.answer && it.tries >= TRIES;

  // A chat program may refuse an unknown kind of file but takes a text; the office looks at the first bytes.
  const asText = (bytes, name) => ({ files: [new File([bytes], name + ".txt", { type: "text/plain" })] });
  const offerToShare = (button) => Object.assign(button, {
    hidden: !navigator.canShare || !navigator.canShare(asText([], "a")),
    onclick: () => gd.carry((bytes, name) => navigator.share(asText(bytes, name))) });

  async function item(it) {
    const part = gd.find("#carried-row").content.cloneNode(true), said = it.answer && answered(it), stuck = gd.tried(it);
    const { look, key } = said || { look: stuck ? "bad" : "wait", key: stuck ? "carried_tried" : "carried_waiting" };
    gd.put(part, "label", it.name ? it.name.slice(0, SHOWN) : gd.say("carried_code"));
    gd.put(part, "made", gd.say("carried_at", { time: gd.time(it.at), kb: Math.ceil(it.body.length / 1024) }));
    gd.put(part, "state", gd.say(key, { n: said ? said.n : it.tries })).classList.add(look);
    if (gd.rescued) await gd.rescued(part, it, said);
    const back = part.querySelector("[data-back]"), drop = part.querySelector("[data-drop]");
    back.hidden = !(said && said.back.length);
    back.onclick = () => gd.save(said.back, "gandan-tra-" + it.key[1]);
    // One that was rescued and not taken is handed in anew.
    const over = () => it.path && !gd.landed(it) ? location.reload() : drop.closest("li").remove();
    Object.assign(drop, { hidden: !said, onclick: () => gd.remove("spare", it.key).then(over) });
    return part;
  }

  async function showCarried() {
    const list = gd.find("[data-carried-list]"), items = await Promise.all((await gd.allOf("spare", "carried")).map(item));
    // Nothing is taken away from under a finger.
    if (!list || list.contains(document.activeElement)) return;
    list.textContent = "";
    list.append(...items);
  }

  // The scripts for the road are kept from their first use on.
  async function keepScripts() {
    const list = await (await caches.match("/worker-list")).json();
    await (await caches.open(list.version)).addAll(list.later);
  }

  async function chosen(input) {
    for (const file of input.files) await gd.take(new Uint8Array(await new Response(file).arrayBuffer()), file.name);
    input.value = "";
  }

  // Behind a link from a code: after the # are the bytes of a file, which no server sees.
  function linked() {
    const code = location.pathname === "/carry" && location.hash.slice(1);
    if (code) history.replaceState(null, "", "/carry");
    return code && Promise.resolve().then(() => gd.take(gd.raw(code), "")).catch(() => tell("not_ours"));
  }

  // Whatever is shown in a code can no longer be undone, as in a file.
  async function codes() {
    const profile = await gd.chosen(), rows = await gd.unsent(profile.device), later = gd.find("[data-qr]").dataset.qr.split(" ");
    try {
      await gd.ask({ gd: "file", device: profile.device }, 9000);
      if (!gd.showCodes) await gd.load(later[0]);
      tell(...await gd.showCodes(profile, rows, later[1]));
    } catch (broken) {
      tell("qr_broken");
    }
  }

  // What came while the phone was locked.
  async function openKept() {
    const profile = await gd.chosen(), key = ["return", profile && profile.device], bytes = profile && await gd.read("spare", key);
    if (!bytes || !await gd.ring(profile.device) || await gd.read("spare", "release") !== gd.release) return;
    await gd.remove("spare", key);
    await gd.take(bytes, "");
  }

  async function start() {
    Object.assign(gd.words, JSON.parse(words.textContent));
    gd.list = ((list) => (profile, ring) => list(profile, ring).then(showCarried))(gd.list);
    document.querySelectorAll("[data-take]").forEach((input) => { input.onchange = () => chosen(input); });
    gd.every("[data-qr]").forEach((button) => { button.onclick = codes; });
    gd.every("[data-share]").forEach(offerToShare);
    gd.find("[data-courier]").hidden = false;
    if ((await gd.copies())[0] || (await gd.allOf("spare", "carried")).some((it) => it.path)) await gd.load(gd.find("[data-courier]").dataset.rescue).then(() => gd.rescue(carry)).catch(() => 0);
    await showCarried();
    await openKept();
    await linked();
    await keepScripts().catch(() => 0);
  }

  // A browser that keeps nothing hands the code in by a form, when a person says so.
  function fill(form) {
    const code = location.hash.slice(1);
    if (!code) return;
    history.replaceState(null, "", "/carry");
    form.code.value = code;
    form.querySelector("[data-linked]").hidden = false;
  }

  // On a dead link the page must not wait for this file, so it may come before the others or long after them.
  function begin() {
    const form = document.querySelector("[data-carry]");
    if (gd.kit && gd.kept && words) gd.kit.then(start);
    else if (form) fill(form);
  }
  return gd.look ? begin() : addEventListener("load", begin);
})(self.gd = self.gd || {});
