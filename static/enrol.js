// Redeem a slip: make this phone's keys, and settle in.
(function (gd) {
  "use strict";
  const WAIT = 60000;
  // The code stands on the page; in an address it would lie in the browser's history.
  if (/^\/(s|enrol)\/./.test(location.pathname)) history.replaceState(0, "", "/enrol");

  gd.newSign = () => crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);

  // A key that is stored only as bytes under the data key. → its public half, and those bytes
  gd.newKey = async function (raw, name, use) {
    const { subtle } = crypto, dek = await subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
    const pair = await subtle.generateKey({ name, namedCurve: "P-256" }, true, [use]);
    const secret = new Uint8Array(await subtle.exportKey("pkcs8", pair.privateKey));
    return { point: gd.b64(await gd.point(pair.publicKey)), box: await gd.hide(dek, secret) };
  };

  async function ask(keys) {
    const answer = await fetch("/enrol/device", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(keys) });
    return answer.json();
  }

  // → a profile with its data key. The signing key is kept before the slip is redeemed: after a lost answer
  // the same slip and key ask again.
  async function redeem(form, code) {
    const pair = await gd.read("spare", code) || await gd.newSign();
    await gd.write("spare", pair, code);
    const raw = gd.random(32), pin = await gd.stretch(form.pin.value), label = form.label ? form.label.value : "";
    const read = await gd.newKey(raw, "ECDSA", "sign"), receive = await gd.newKey(raw, "ECDH", "deriveBits");
    // For a second try: who read the slip knows the code and may know the point, not the private key.
    const point = await gd.point(pair.publicKey), words = gd.join("gandan enrol 1", code, point, gd.raw(read.point), gd.raw(receive.point), pin.proof);
    const said = await ask({
      code, label, sign: gd.b64(point), read: read.point, receive: receive.point, pin: gd.b64(pin.proof), proof: gd.b64(await gd.sign(pair.privateKey, words)),
    });
    if (!said.device) return said;
    const { device, member, name, place } = said, now = Date.now();
    // proved: not lately, but its cookie has just come.
    const profile = await gd.lockWith({
      device, member, name, place, office: gd.raw(said.office), share: await gd.share(gd.raw(said.share)), sign: pair.privateKey,
      read: read.box, receive: receive.box, incarnation: gd.raw(said.incarnation), seq: 0, contact: now, used: now, proved: 1, doubt: [], tries: 0, batch: 8192,
    }, pin, raw);
    await gd.tx(["profiles", "spare"], (at) => Promise.all([at("profiles").add(profile), at("spare").delete(code)]));
    return { profile, raw };
  }

  // The worker has to be there before this page goes, or the key is lost.
  async function settleIn(form, { profile, raw }) {
    const worker = navigator.serviceWorker;
    gd.tellIn(form, "preparing");
    localStorage.setItem("gd.kept", gd.kept = "1");
    gd.touch();
    if (navigator.storage) await navigator.storage.persist();
    await worker.register("/sw.js", gd.lazily);
    await Promise.race([worker.ready, gd.sleep(WAIT)]);
    await gd.openRing(profile, raw);
    await gd.ask({ gd: "go", pushed: "tap" }, WAIT);
    await caches.open("here");
    // What the phone that this one was before could not send is handed in there.
    location.replace((await gd.orphans())[0] ? "/outbox" : "/");
  }

  async function enrol(form) {
    const code = form.code.value, bad = gd.badPin(form);
    if (!form.name_ok.checked) return gd.tellIn(form, "name_first");
    if (bad) return gd.tellIn(form, bad);
    if (await gd.reserve().catch(() => "full") === "full") return gd.tellIn(form, "private");
    const made = await redeem(form, code).catch(() => 0);
    if (!made) return gd.tellIn(form, "keep_slip");
    return made.error ? gd.put(form, "say", made.error).focus() : settleIn(form, made);
  }

  // On a dead link the page must not wait for this file, so it may come before the others or long after them.
  function begin() {
    if (gd.kit) gd.kit.then(function () {
      gd.acts.enrol = enrol;
      // A PIN is never typed into a form that the browser itself would send.
      gd.every("[data-enrol]").forEach((form) => { form.hidden = false; });
    });
  }
  if (gd.look) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})(self.gd = self.gd || {});
