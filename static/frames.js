// The bytes of an exchange: what the phone says, and which answers it believes.
(function (gd) {
  "use strict";
  const BUILD = 1, ZERO = new Uint8Array(8);
  const STATES = ["", "accepted", "held", "quarantined", "refused", "erased"];

  // Numbers pass 32 bits, so no shifting.
  gd.varint = function (number) {
    const bytes = [];
    for (; number > 127; number = Math.floor(number / 128)) bytes.push(number % 128 + 128);
    return Uint8Array.from(bytes.concat(number));
  };

  gd.frame = function (type, ...parts) {
    const load = gd.join(...parts);
    return gd.join(type, gd.varint(load.length), load);
  };

  // 4, 5, 6, 9 → (4, 3) (9, 1)
  gd.ranges = function (seqs) {
    const runs = [];
    let next = 0;
    for (const seq of seqs) {
      if (seq === next) runs[runs.length - 1] += 1;
      else runs.push(seq, 1);
      next = seq + 1;
    }
    return gd.join(...runs.map(gd.varint));
  };

  gd.hello = (profile, nonce, manifest, extras) => gd.join(
    gd.raw(profile.device), nonce, profile.incarnation, manifest,
    gd.varint(profile.seq), gd.varint(Math.floor(Date.now() / 1000)), gd.varint(BUILD), extras);

  // rows: what the signature vouches for, ascending; head says where it is spoken
  gd.attest = async function (key, prefix, head, rows) {
    const spoken = rows.map((row) => gd.join(gd.eight(row.seq), row.digest));
    const signature = await gd.sign(key, gd.join(prefix, head, ...spoken));
    return gd.frame("a", signature, gd.ranges(rows.map((row) => row.seq)));
  };

  // Of the key under the PIN (v), or of the PIN itself (x); no turn is believed twice.
  gd.claim = async function (type, key, hello, turn, value) {
    const said = gd.join(type === "v" ? "gandan read 1" : "gandan pin 1", hello, gd.eight(turn), value);
    return gd.frame(type, gd.varint(turn), await gd.sign(key, said), value);
  };

  // Sealed items, each writing session named before those that it sealed.
  gd.sealed = function (rows) {
    let session = ZERO;
    return gd.join(...rows.map(function (row) {
      const named = gd.same(session, row.session) ? "" : gd.frame("k", row.session);
      session = row.session;
      return gd.join(named, gd.frame("s", gd.varint(row.seq), row.sealed));
    }));
  };

  async function deflated(bytes) {
    if (!self.CompressionStream) return bytes;
    const squeezed = new Response(bytes).body.pipeThrough(new CompressionStream("deflate"));
    return new Uint8Array(await new Response(squeezed).arrayBuffer());
  }

  gd.request = async function (...frames) {
    const plain = gd.join(...frames), small = await deflated(plain), squeezed = small.length < plain.length;
    return gd.join("GDX", Uint8Array.of(1, squeezed), squeezed ? small : plain);
  };

  // What is carried by hand: sealed submissions and one signature over them.
  gd.file = async function (profile, rows) {
    const office = (await gd.sha(profile.office)).subarray(0, 8), now = Math.floor(Date.now() / 1000);
    const origin = gd.join(gd.raw(profile.device), office, gd.varint(profile.seq), gd.varint(now), location.host);
    const proof = await gd.attest(profile.sign, "gandan file 1", origin, rows);
    return gd.join("GDF", Uint8Array.of(1), gd.frame("o", origin), gd.sealed(rows), proof);
  };

  function reader(bytes) {
    let at = 0;
    const it = {
      more: () => at < bytes.length,
      take: function (size) {
        if (at + size > bytes.length) throw Error();
        // A copy: a view is kept with the whole answer behind it.
        return bytes.slice(at, at += size);
      },
      varint: function () {
        let value = 0;
        for (let unit = 1; ; unit *= 128) {
          const byte = it.take(1)[0];
          value += (byte & 127) * unit;
          if (byte < 128) return value;
        }
      },
      text: () => gd.text(it.take(it.varint())),
      rest: () => bytes.slice(at),
    };
    return it;
  }

  const read = {
    w: function (load, heard) {
      heard.nonce = load.take(8);
      heard.incarnation = load.take(8);
      heard.time = load.varint();
      heard.high = load.varint();
      heard.wanted = load.take(8);
      const flags = load.take(1)[0];
      heard.wipe = flags & 1;
      heard.replace = flags & 2;
      heard.copied = flags & 4;
      heard.backoff = load.varint();
    },
    r: function (load, heard) {
      while (load.more()) {
        const seq = load.varint(), count = load.varint(), state = STATES[load.take(1)[0]], good = state === "accepted";
        const number = good ? load.varint() : 0, code = good ? "" : load.text();
        for (let n = 0; n < count; n++) heard.receipts.set(seq + n, { state, code, number: number + n });
      }
    },
    n: function (load, heard) {
      while (load.more()) {
        for (let seq = load.varint(), left = load.varint(); left; left--) heard.known.add(seq++);
      }
    },
    p: (load, heard) => heard.put.push({ path: load.text(), hash: load.take(8), content: load.rest() }),
    d: (load, heard) => heard.drop.push(gd.text(load.rest())),
    u: (load, heard) => { heard.share = load.rest(); },
    t: (load, heard) => { heard.tries = [load.varint(), load.varint() * 1000]; },
    l: (load, heard) => { heard.last = load.varint(); },
    x: (load, heard) => { heard.broken = load.varint(); },
    e: (load, heard) => Object.assign(heard, { manifest: load.rest(), sure: heard.put.length }),
  };

  // Only this is an answer of the commune: our mark, whole frames and our own nonce said back.
  // One that was cut counts up to its last mark in the pages; before the first there is nothing to count.
  gd.heard = function (bytes, nonce, cut) {
    const whole = reader(bytes), heard = { receipts: new Map(), known: new Set(), put: [], drop: [] };
    try {
      if (gd.text(whole.take(4)) === "GDR\x01") while (whole.more()) {
        const type = gd.text(whole.take(1)), load = reader(whole.take(whole.varint()));
        if (read[type]) read[type](load, heard);
      }
    } catch (error) {
      cut = cut || error;
    }
    if (cut && !heard.manifest || !gd.same(heard.nonce, nonce)) throw cut || Error();
    heard.put.splice(heard.sure);
    return heard;
  };

  // pages: path → hash
  gd.manifest = async function (pages) {
    if (!pages.size) return ZERO;
    const named = [...pages.keys()].sort().map((path) => gd.join(gd.varint(gd.bytes(path).length), path, pages.get(path)));
    return (await gd.sha(gd.join(...named))).subarray(0, 8);
  };
})(self.gd = self.gd || {});
