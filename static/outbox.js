// Write a submission down: numbered without gaps, sealed for the office, readable only under the PIN.
(function (gd) {
  "use strict";
  // CANCELLED is the format's own kind of what was withdrawn before it was sent; other kinds stand in their forms.
  const UNDO = 30000, CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", CANCELLED = 0;
  // Controls, lone halves of a pair (all that the u flag leaves of them) and marks that turn the writing direction.
  const UNFIT = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]/gu;

  gd.clean = (text) => text.replace(/\r\n?/g, "\n").replace(UNFIT, "").normalize("NFC").trim();

  gd.slip = async function ({ device, seq }) {
    const hash = await gd.sha(gd.join("gandan slip", gd.raw(device), gd.eight(seq)));
    const number = new DataView(hash.buffer).getUint32(0) >>> 2;
    const letters = [25, 20, 15, 10, 5, 0].map((shift) => CROCKFORD[number >> shift & 31]).join("");
    return "HK-" + letters.slice(0, 3) + "-" + letters.slice(3);
  };

  // à á ả ã ạ ă ằ … ỵ: each vowel, if it is not plain, and then with its five tones; the format's order.
  const TONES = ["\u0300", "\u0301", "\u0309", "\u0303", "\u0323"];
  const LETTERS = "aăâeêioôơuưy".replace(/./g, (vowel) =>
    (vowel > "z" ? vowel : "") + TONES.map((tone) => (vowel + tone).normalize("NFC")).join("")) + "đĐÁÀÂẤẦÊẾÔỐỒƠƯỨỞÝ";

  // One byte a Vietnamese letter, as the format's shorthand has it, if that is shorter: what is sealed cannot be squeezed.
  gd.shorten = function (body) {
    const places = Array.from(body).map(function (letter) {
      const place = LETTERS.indexOf(letter);
      if (place < 0) return (/[ -~]/.test(letter) ? "" : "\x02") + letter;
      // 03 to 1f, then from 80.
      return Uint8Array.of(place + (place < 29 ? 3 : 99));
    });
    const short = gd.join("\x01", ...places), plain = gd.bytes(body);
    return short.length < plain.length ? short : plain;
  };

  // The phone's clock, but never before the last time that the commune told, and never the same stamp twice.
  function stamp(profile) {
    const wall = Math.max(Math.floor(Date.now() / 1000), profile.served || 0), [last, count] = profile.stamp || [];
    return [wall, wall === last ? count + 1 : 0];
  }

  gd.body = function (made, when) {
    const values = made.values.slice();
    while (values.length && values[values.length - 1] === null) values.pop();
    const extras = Object.assign({}, made.helped && { h: 1 }, made.files && { f: made.files });
    return JSON.stringify([made.kind, made.schema, when[0], when[1], made.entity, values].concat(made.helped || made.files ? extras : []));
  };

  async function written(ring, session, seq, body, copy) {
    const at = Date.now();
    return {
      device: ring.device, seq, at, state: "waiting", code: "", session: session.point,
      digest: await gd.sha(gd.bytes(body)), sealed: await gd.seal(session, ring.device, seq, gd.shorten(body)),
      copy: await gd.hide(ring.dek, gd.bytes(JSON.stringify(Object.assign({ body }, copy)))),
    };
  }

  // One transaction holds the number, the submission and the end of its draft. → false when another tab took the number
  const commit = (row, when, made) => gd.keep(() => gd.tx(["profiles", "outbox", "drafts"], async function (at) {
    const profile = await at("profiles").get(row.device), there = await at("outbox").get([row.device, row.seq]);
    // It is ours when a connection broke after it was saved.
    if (there) return gd.same(there.copy, row.copy);
    if (profile.seq !== row.seq - 1) return false;
    await at("profiles").put(Object.assign(profile, { seq: row.seq, stamp: when }));
    await at("outbox").add(row);
    await at("outbox").delete([row.device, made.fixes]);
    await at("drafts").delete([row.device, made.draft]);
    return true;
  }));

  // → the row; `once` when there was no room for its copy
  const copied = (row) => gd.keep(() => gd.mirror(row.device)).then(() => row, () => Object.assign(row, { once: 1 }));

  // made: {kind, schema, entity, values, copy, urgent, undo, draft, fixes} → its row; throws when nothing is saved
  gd.submit = async function (ring, made) {
    for (;;) {
      const profile = await gd.read("profiles", ring.device), when = stamp(profile);
      const row = await written(ring, ring.session, profile.seq + 1, gd.body(made, when), made.copy);
      row.files = made.files;
      row.urgent = made.urgent;
      row.hold = made.undo ? row.at + UNDO : 0;
      if (await commit(row, when, made)) return copied(row);
    }
  };

  // Still time to think again; a clock set back does not make it longer.
  gd.onHold = (row) => row.hold > Date.now() && row.hold <= Date.now() + UNDO;

  // The number stays taken, so that nothing seems missing, but the words go. A session of its own: one nonce, one text.
  gd.cancel = async function (ring, row) {
    const profile = await gd.read("profiles", row.device), session = await gd.session(row.device, profile.office);
    const body = gd.body({ kind: CANCELLED, schema: 1, entity: "", values: [] }, stamp(profile));
    const nothing = await written(ring, session, row.seq, body, { cancelled: 1 });
    // A copy that was left would look like a forgery.
    await gd.uncopy(gd.copyPath(row));
    const done = await gd.tx(["outbox"], async function (at) {
      const old = await at("outbox").get([row.device, row.seq]);
      return gd.onHold(old) && at("outbox").put(nothing);
    });
    await copied(row);
    return done;
  };

  gd.unsigned = (row) => row.state === "held" && row.code === "unsigned";
  gd.waits = (row) => row.state === "waiting" || gd.unsigned(row);
  gd.unsent = async (device) => (await gd.allOf("outbox", device)).filter(gd.waits);

  // Returned for the person to correct, or put aside at the office for the same reason.
  gd.returned = (row) => row.state === "refused" || row.code === "form";

  // What only the PIN opens, or null: locked, erased, or written under a PIN that is gone.
  gd.copyOf = (ring, box) => gd.show(ring.dek, box).then((bytes) => JSON.parse(gd.text(bytes))).catch(() => null);
})(self.gd = self.gd || {});
