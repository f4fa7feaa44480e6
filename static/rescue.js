// After this phone lost its database: what it kept in a second place goes in as files that it carries for the phone it was.
(function (gd) {
  "use strict";
  const content = async (path) => new Uint8Array(await (await caches.match(path)).arrayBuffer());

  gd.rescue = async function (carry) {
    const kept = (await gd.allOf("spare", "carried")).map((it) => it.path);
    for (const { path, seq } of await gd.orphans()) {
      if (!kept.includes(path)) await carry(await content(path), gd.say("rescued", { n: seq }), path);
    }
  };

  // Each file was answered by itself; the last answer knows of all of them.
  async function missing() {
    const told = (await gd.allOf("spare", "carried")).filter(gd.landed);
    return Math.min(...told.map(({ answer }) => new DataView(answer.buffer).getUint32(20)));
  }

  // Which numbers the office has; a copy goes with its receipt. What is not taken in can be brought there as a file.
  gd.rescued = async function (part, it, said) {
    if (!it.path || !said && !gd.tried(it)) return;
    const copy = part.querySelector("[data-copy]"), seq = it.path.split("/")[5], n = said && await missing();
    if (gd.landed(it)) {
      await gd.uncopy(it.path);
      gd.put(part, "made", gd.say(n ? "rescued_missing" : "rescued_all", { n }));
    } else {
      gd.put(part, "made", gd.say(said ? "rescued_refused" : "rescued_tried", { n: seq, tries: it.tries }));
      copy.hidden = false;
      copy.onclick = async () => gd.save(await content(it.path), "gandan-so-" + seq);
      if (said) gd.put(part, "drop", gd.say("rescued_again"));
    }
  };

  // On the page that says so: which records are still here.
  async function tell() {
    const place = document.querySelector("[data-copies]"), keys = place ? await (await caches.open("kept")).keys() : [];
    const seqs = keys.map(({ url }) => Number(new URL(url).pathname.split("/")[3])).sort((a, b) => a - b);
    if (!seqs[0]) return;
    place.querySelector("b").textContent = seqs.join(", ");
    place.hidden = false;
  }
  tell();
})(self.gd = self.gd || {});
