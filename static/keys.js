// The phone's keys: who it is, what its PIN opens, how a submission is sealed for the office.
(function (gd) {
  "use strict";
  const subtle = crypto.subtle, P256 = (name) => ({ name, namedCurve: "P-256" });
  const STEPS = 600000, TRIES = 10, FREE = 4, PAUSE = 30000, PATIENCE = 1000, STALE = 30 * 86400000;
  const inWorker = !!self.clients;
  // {device, dek, session, read, receive}: in memory only.
  let ring = null;

  gd.bytes = (text) => new TextEncoder().encode(text);
  gd.text = (bytes) => new TextDecoder().decode(bytes);
  gd.random = (size) => crypto.getRandomValues(new Uint8Array(size));
  gd.b64 = (raw) => btoa(String.fromCharCode(...raw)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  gd.raw = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (it) => it.charCodeAt(0));
  gd.sha = async (bytes) => new Uint8Array(await subtle.digest("SHA-256", bytes));
  gd.same = (a, b) => String(a) === String(b);

  gd.join = function (...parts) {
    const all = parts.map((part) => typeof part === "string" ? gd.bytes(part) : part);
    const whole = new Uint8Array(all.reduce((size, part) => size + part.length, 0));
    all.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
    return whole;
  };

  // Big-endian, as the nonce and the signed lists want it.
  gd.eight = function (number) {
    const view = new DataView(new ArrayBuffer(8));
    view.setUint32(0, number / 4294967296);
    view.setUint32(4, number % 4294967296);
    return new Uint8Array(view.buffer);
  };

  const aes = (raw) => subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  const source = (raw, name) => subtle.importKey("raw", raw, name, false, ["deriveBits"]);
  async function bits(raw, recipe) {
    const key = raw.type ? raw : await source(raw, recipe.name);
    return new Uint8Array(await subtle.deriveBits(Object.assign({ hash: "SHA-256" }, recipe), key, 256));
  }
  const hkdf = (raw, salt, info) => bits(raw, { name: "HKDF", salt, info });

  // The PIN, slow to guess, and what proves it to the commune.
  gd.stretch = async function (pin, salt = gd.random(16)) {
    const slow = await bits(gd.bytes(pin), { name: "PBKDF2", salt, iterations: STEPS });
    return { salt, slow, proof: await hkdf(slow, gd.bytes(""), gd.bytes("gandan pin 1")) };
  };
  gd.kek = async (slow, share) => aes(await hkdf(share, slow, gd.bytes("gandan kek 1")));

  // The commune's half of what opens the pages: of use here, but it cannot be read out or carried off.
  gd.share = (raw) => source(raw, "HKDF");
  gd.stale = (profile) => Date.now() - profile.contact > STALE;

  gd.hide = async function (key, bytes) {
    const iv = gd.random(12);
    return gd.join(iv, new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, key, bytes)));
  };
  gd.show = async (key, box) =>
    new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv: box.subarray(0, 12) }, key, box.subarray(12)));

  gd.point = async (key) => new Uint8Array(await subtle.exportKey("raw", key));
  gd.sign = async (key, bytes) => new Uint8Array(await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, bytes));

  // One key for one agreement: salt is its ephemeral half, what says what it is for.
  gd.agree = async function (mine, theirs, salt, what, device) {
    const peer = await subtle.importKey("raw", theirs, P256("ECDH"), false, []);
    const agreed = await subtle.deriveBits({ name: "ECDH", public: peer }, mine, 256);
    return aes(await hkdf(agreed, salt, gd.join(what, gd.raw(device))));
  };
  // A writing session: its private half is gone at once, so that not even the phone can open what it has sealed.
  gd.session = async function (device, office) {
    const pair = await subtle.generateKey(P256("ECDH"), false, ["deriveBits"]), point = await gd.point(pair.publicKey);
    return { point, key: await gd.agree(pair.privateKey, office, point, "gandan seal 1", device) };
  };

  gd.seal = async function (session, device, seq, body) {
    const iv = gd.join(new Uint8Array(4), gd.eight(seq)), additionalData = gd.join("GDS1", gd.raw(device), gd.eight(seq));
    return new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv, additionalData }, session.key, body));
  };

  // The data key under a stretched PIN; a profile is told anew how often it was guessed.
  gd.lockWith = async function (profile, { salt, slow, proof }, raw) {
    const dek = await gd.hide(await gd.kek(slow, profile.share), raw), pin = await gd.hide(await aes(raw), proof);
    return Object.assign(profile, { salt, dek, pin, wrong: 0, until: 0 });
  };

  const pause = (wrong) => wrong > FREE ? PAUSE * Math.pow(2, wrong - FREE - 1) : 0;

  // The outbox stays: it is sealed for the commune.
  const shut = (device) => gd.tx(["profiles", "pages", "drafts"], async function (at) {
    const profile = await at("profiles").get(device);
    for (const name of ["pages", "drafts"]) await at(name).delete(gd.all(device));
    return at("profiles").put(Object.assign(profile, { dek: null, share: null }));
  });

  // → {raw}, the data key; {old} if the commune's half is gone and no signal brings it, {wait} or {left} after a wrong PIN;
  // none when only a new slip helps.
  // Counted before it is tried: closing the tab in time does not give a free guess.
  gd.tryPin = async function (device, pin) {
    let wait = 0;
    const it = await gd.change(device, function (profile) {
      if (gd.stale(profile)) profile.share = null;
      wait = profile.until - Date.now();
      // A clock set back must not lock for years.
      if (wait > 0 && wait <= pause(TRIES)) return;
      wait = 0;
      if (profile.share) profile.until = Date.now() + pause(++profile.wrong);
    });
    if (wait || !it.dek) return { wait };
    const { slow, proof } = await gd.stretch(pin, it.salt);
    let share = it.share, left = Math.max(0, TRIES - it.wrong);
    wait = left && pause(it.wrong);
    if (!share) {
      const heard = await gd.prove(device, proof).catch(() => 0);
      if (!heard || !heard.share && !heard.tries) return { old: 1 };
      if (heard.share) share = await gd.share(heard.share);
      else [left, wait] = heard.tries;
    }
    const raw = share && it.wrong <= TRIES && await gd.show(await gd.kek(slow, share), it.dek).catch(() => 0);
    // The office's pages are for whom the office heard last: this person is proved anew.
    if (raw) await gd.change(device, (profile) => { profile.wrong = profile.until = profile.proved = 0; });
    else if (!left) await shut(device);
    return { raw, left, wait };
  };

  gd.openRing = async function (profile, raw) {
    const { device } = profile, dek = await aes(raw), open = async (box, name, use) =>
      box && subtle.importKey("pkcs8", await gd.show(dek, box), P256(name), false, [use]);
    ring = {
      device, dek, session: await gd.session(device, profile.office),
      read: await open(profile.read, "ECDSA", "sign"), receive: await open(profile.receive, "ECDH", "deriveBits"),
    };
    await gd.tell({ gd: "ring", ring });
  };

  // The worker talks with every page of ours, a page with the worker.
  const others = inWorker ? () => self.clients.matchAll({ includeUncontrolled: true })
    : async () => [(await navigator.serviceWorker.getRegistration() || {}).active].filter(Boolean);
  gd.tell = async (note) => (await others()).forEach((other) => other.postMessage(note));
  gd.sleep = (ms) => new Promise((yes) => setTimeout(yes, ms));

  // → the first answer that is something; a page that is frozen does not answer at all
  gd.ask = async function (note, patience) {
    const all = await others();
    return new Promise(function (yes) {
      let left = all.length;
      const heard = (said) => (said || !--left) && yes(said);
      setTimeout(yes, left ? patience : 0);
      for (const other of all) {
        const line = new MessageChannel();
        line.port1.onmessage = (event) => heard(event.data);
        other.postMessage(note, [line.port2]);
      }
    });
  };

  // A browser stops its workers when it likes: a page that goes leaves the key behind, at once.
  gd.hand = () => ring && navigator.serviceWorker.controller && navigator.serviceWorker.controller.postMessage({ gd: "ring", ring });

  const mine = ({ device }) => ring && ring.device === device ? ring : null;
  gd.ring = async function (device) {
    const note = { gd: "ring?", device };
    // A key that came while others were asked stays, and so does this person's while the records of another leave.
    if (!mine(note)) ring = await gd.ask(note, inWorker ? PATIENCE : 2 * PATIENCE) || ring;
    return mine(note);
  };

  gd.on = {
    ring: (note) => { ring = note.ring; },
    "ring?": mine,
    lock: () => { ring = null; },
  };

  (inWorker ? self : navigator.serviceWorker).addEventListener("message", function (event) {
    const port = event.ports[0], act = gd.on[event.data.gd], reply = (said) => port && port.postMessage(said);
    // A failure is answered too: the caller would wait for its timeout.
    const done = act && Promise.resolve(act(event.data)).then(reply, (error) => { reply(0); throw error; });
    if (done && event.waitUntil) event.waitUntil(done);
  });
})(self.gd = self.gd || {});
