// The phone's keys: who it is, what its PIN opens, how a submission is sealed for the office.
(function (gd) {
  "use strict";
  const subtle = crypto.subtle, P256 = (name) => ({ name, namedCurve: "P-256" });
  const STEPS = 600000, TRIES = 10, FREE = 4, PAUSE = 30000, PATIENCE = 300;
  const inWorker = !!self.clients;
  // {device, dek, session}: in memory only.
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
  async function bits(raw, recipe) {
    const key = await subtle.importKey("raw", raw, recipe.name, false, ["deriveBits"]);
    return new Uint8Array(await subtle.deriveBits(Object.assign({ hash: "SHA-256" }, recipe), key, 256));
  }
  const hkdf = (raw, salt, info) => bits(raw, { name: "HKDF", salt, info });

  gd.kek = async function (pin, salt, share) {
    const slow = await bits(gd.bytes(pin), { name: "PBKDF2", salt, iterations: STEPS });
    return aes(await hkdf(gd.join(slow, share), gd.bytes(""), gd.bytes("gandan kek 1")));
  };

  gd.hide = async function (key, bytes) {
    const iv = gd.random(12);
    return gd.join(iv, new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, key, bytes)));
  };
  gd.show = async (key, box) =>
    new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv: box.subarray(0, 12) }, key, box.subarray(12)));

  gd.newSign = () => subtle.generateKey(P256("ECDSA"), false, ["sign"]);
  gd.point = async (key) => new Uint8Array(await subtle.exportKey("raw", key));
  gd.sign = async (key, bytes) => new Uint8Array(await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, bytes));

  // A writing session: its private half is gone at once, so that not even the phone can open what it has sealed.
  gd.session = async function (device, office) {
    const pair = await subtle.generateKey(P256("ECDH"), false, ["deriveBits"]), point = await gd.point(pair.publicKey);
    const theirs = await subtle.importKey("raw", office, P256("ECDH"), false, []);
    const agreed = await subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
    const raw = await hkdf(agreed, point, gd.join("gandan seal 1", gd.raw(device)));
    return { point, key: await aes(raw) };
  };

  gd.seal = async function (session, device, seq, body) {
    const iv = gd.join(new Uint8Array(4), gd.eight(seq)), additionalData = gd.join("GDS1", gd.raw(device), gd.eight(seq));
    return new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv, additionalData }, session.key, body));
  };

  // The data key under a PIN; a profile is told anew how often it was guessed.
  gd.lockWith = async function (profile, pin, raw) {
    const salt = gd.random(16), dek = await gd.hide(await gd.kek(pin, salt, profile.share), raw);
    return Object.assign(profile, { salt, dek, wrong: 0, until: 0 });
  };

  const pause = (wrong) => wrong > FREE ? PAUSE * Math.pow(2, wrong - FREE - 1) : 0;

  // → {raw}, the data key; {wait} or {left} after a wrong PIN; neither when only a new slip helps.
  // Counted before it is tried: closing the tab in time does not give a free guess.
  gd.tryPin = async function (device, pin) {
    let wait = 0;
    const it = await gd.change(device, function (profile) {
      wait = profile.until - Date.now();
      // A clock set back must not lock for years.
      if (wait > 0 && wait <= pause(TRIES)) return;
      wait = 0;
      if (++profile.wrong > TRIES) profile.dek = null;
      profile.until = Date.now() + pause(profile.wrong);
    });
    if (wait || !it.dek) return { wait };
    const raw = await gd.show(await gd.kek(pin, it.salt, it.share), it.dek).catch(() => 0);
    await gd.change(device, function (profile) {
      if (raw) profile.wrong = profile.until = 0;
      else if (it.wrong >= TRIES) profile.dek = null;
    });
    return { raw, left: TRIES - it.wrong, wait: it.wrong < TRIES && pause(it.wrong) };
  };

  gd.openRing = async function (profile, raw) {
    ring = { device: profile.device, dek: await aes(raw), session: await gd.session(profile.device, profile.office) };
    await gd.tell({ gd: "ring", ring });
  };

  // The worker talks with every page of ours, a page with the worker.
  const others = inWorker ? () => self.clients.matchAll({ includeUncontrolled: true })
    : async () => [(await navigator.serviceWorker.getRegistration() || {}).active].filter(Boolean);
  gd.tell = async (note) => (await others()).forEach((other) => other.postMessage(note));
  gd.sleep = (ms) => new Promise((yes) => setTimeout(yes, ms));

  // → the first answer that is something; a page that is frozen does not answer at all
  gd.ask = async function (note, patience) {
    const answers = (await others()).map((other) => Promise.race([gd.sleep(patience), new Promise(function (yes) {
      const line = new MessageChannel();
      line.port1.onmessage = (event) => yes(event.data);
      other.postMessage(note, [line.port2]);
    })]));
    return (await Promise.all(answers)).find(Boolean);
  };

  gd.ring = async function (device) {
    if (!ring || ring.device !== device) ring = await gd.ask({ gd: "ring?", device }, inWorker ? PATIENCE : 3 * PATIENCE);
    return ring && ring.device === device ? ring : null;
  };

  gd.on = {
    ring: (note) => { ring = note.ring; },
    "ring?": (note) => ring && ring.device === note.device ? ring : null,
    lock: () => { ring = null; },
  };

  (inWorker ? self : navigator.serviceWorker).addEventListener("message", function (event) {
    const port = event.ports[0], act = gd.on[event.data.gd];
    const done = act && Promise.resolve(act(event.data)).then((said) => port && port.postMessage(said));
    if (done && event.waitUntil) event.waitUntil(done);
  });
})(self.gd = self.gd || {});
