// Who uses this phone: redeem a slip, open with the PIN, choose a person.
(function (gd) {
  "use strict";
  if (!self.document) return;
  const ROOM = 30, WAIT = 60000;

  // Six digits, but none that count up or down and no part said two, three or six times. The office's pins.py says the same.
  gd.weak = (pin) => !/^\d{6}$/.test(pin) || /^(.{1,3})\1+$/.test(pin) || "012345678901234 987654321098765".includes(pin);
  gd.badPin = function (form) {
    if (gd.weak(form.pin.value)) return "pin_form";
    return form.pin.value === form.pin2.value ? "" : "pins_differ";
  };

  async function ask(form, code, sign) {
    const body = JSON.stringify({ code, sign, label: form.label ? form.label.value : "" });
    const answer = await fetch("/enrol/device", { method: "POST", headers: { "content-type": "application/json" }, body });
    return answer.json();
  }

  // → a profile with its data key. The signing key is kept before the slip is redeemed: after a lost answer
  // the same slip and key ask again.
  async function redeem(form, code) {
    const pair = await gd.read("spare", code) || await gd.newSign();
    await gd.write("spare", pair, code);
    const said = await ask(form, code, gd.b64(await gd.point(pair.publicKey))), raw = gd.random(32);
    if (!said.device) return said;
    const { device, member, name, place } = said, now = Date.now();
    const profile = await gd.lockWith({
      device, member, name, place, office: gd.raw(said.office), share: await gd.share(gd.raw(said.share)), sign: pair.privateKey,
      incarnation: gd.raw(said.incarnation), seq: 0, contact: now, used: now, doubt: [], tries: 0, batch: 8192,
    }, form.pin.value, raw);
    await gd.tx(["profiles", "spare"], (at) => Promise.all([at("profiles").add(profile), at("spare").delete(code)]));
    return { profile, raw };
  }

  // The worker has to be there before this page goes, or nobody would remember the key.
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
    await gd.reserve().catch(() => 0);
    location.replace("/");
  }

  gd.acts.enrol = async function (form) {
    const code = form.code.value.replace(/\D/g, ""), bad = gd.badPin(form);
    if (!form.name_ok.checked) return gd.tellIn(form, "name_first");
    if (bad) return gd.tellIn(form, bad);
    if (await gd.room() < ROOM) return gd.tellIn(form, "private");
    const made = await redeem(form, code).catch(() => 0);
    if (!made) return gd.tellIn(form, "keep_slip");
    return made.error ? gd.put(form, "say", made.error).focus() : settleIn(form, made);
  };

  function howLong(ms) {
    return ms > 90000 ? gd.say("minutes", { n: Math.ceil(ms / 60000) }) : gd.say("seconds", { n: Math.ceil(ms / 1000) });
  }

  // → the data key, or nothing after saying why not
  gd.tryForm = async function (form, profile, pin) {
    const { raw, wait, left, old } = await gd.tryPin(profile.device, pin);
    form.reset();
    if (raw) return raw;
    return gd.tellIn(form, wait ? "wait_pin" : old ? "too_old" : left ? "wrong_pin" : "need_slip", { time: howLong(wait), n: left });
  };

  gd.setPin = async function ({ device }, pin, raw) {
    const { salt, dek } = await gd.lockWith(await gd.read("profiles", device), pin, raw);
    return gd.change(device, (it) => Object.assign(it, { salt, dek }));
  };

  // A PIN of an earlier release is changed before anything opens.
  let known = 0;
  gd.acts.unlock = async function (form, profile) {
    const pin = form.pin.value, renew = gd.find("[data-renew]");
    known = await gd.tryForm(form, profile, pin);
    if (!known) return 0;
    if (!gd.weak(pin)) return enter(profile, known);
    form.hidden = true;
    renew.hidden = false;
    return renew.pin.focus();
  };
  gd.acts.renew = async function (form, profile) {
    const bad = gd.badPin(form);
    return bad ? gd.tellIn(form, bad) : enter(await gd.setPin(profile, form.pin.value, known), known);
  };

  async function enter(profile, raw) {
    const next = new URLSearchParams(location.search).get("next");
    gd.touch();
    await gd.openRing(profile, raw);
    location.replace(/^\/(?![/\\])/.test(next) ? next : "/");
  }

  async function listPeople(list) {
    list.textContent = "";
    for (const { device, name, place, dek } of await gd.people()) {
      const row = gd.find("#who-row").content.cloneNode(true), n = (await gd.unsent(device)).length;
      // Closed, and nothing is left to send.
      if (!dek && !n) continue;
      gd.put(row, "name", name);
      gd.put(row, "place", place);
      gd.put(row, "count", n ? gd.say("waiting", { n }) : "");
      row.querySelector("button").onclick = async function () {
        await gd.change(device, (profile) => { profile.used = Date.now(); });
        await gd.lock();
        location.assign("/unlock");
      };
      list.appendChild(row);
    }
  }

  gd.ready.push(async function (profile) {
    const enrol = gd.find("[data-enrol]"), unlock = gd.find("[data-unlock]"), people = gd.find("[data-who-list]");
    // A PIN is never typed into a form that the browser itself would send.
    gd.every("[data-enrol],[data-unlock]").forEach((form) => { form.hidden = false; });
    if (people) await listPeople(people);
    if (unlock && profile) gd.put(document, "name", profile.name);
    if (unlock && !(profile && profile.dek)) {
      gd.tellIn(unlock, profile && !profile.wiped ? "need_slip" : await gd.read("spare", "copied") ? "copied" : "wiped");
    }
  });
})(self.gd = self.gd || {});
