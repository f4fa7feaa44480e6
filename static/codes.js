// Up to three sealed records as QR codes: another phone scans a link and takes them along.
(function (gd) {
  "use strict";
  // A camera reads codes of this size from a cheap screen; a single longer record may use the largest code there is.
  const MOST = 3, EASY = 1000, LARGEST = 2953, QUIET = 4;

  const link = (bytes) => location.origin + "/carry#" + gd.b64(bytes);

  // → links, each with as many of the records as fit easily; or the number of the record that fits in none
  gd.links = async function (profile, rows) {
    const found = [];
    let some = [];
    for (const row of rows) {
      const alone = link(await gd.file(profile, [row]));
      if (alone.length > LARGEST) return row.seq;
      const together = await gd.file(profile, some.concat(row));
      if (some.length && together.length > EASY) found.push(some = []);
      some.push(row);
      if (!found.length) found.push(some);
    }
    return Promise.all(found.map((part) => gd.file(profile, part).then(link)));
  };

  function draw(place, text) {
    const canvas = gd.add(place, "canvas", "");
    leanQr(text).toCanvas(canvas, { on: [0, 0, 0, 255], off: [255, 255, 255, 255], pad: QUIET });
    Object.assign(canvas.style, { width: "100%", maxWidth: "26rem", imageRendering: "pixelated", display: "block" });
    canvas.setAttribute("role", "img");
    return canvas;
  }

  gd.showCodes = async function (profile, rows, qr) {
    const place = gd.find("[data-codes]");
    place.textContent = "";
    if (!rows.length) return ["qr_none"];
    if (rows.length > MOST) return ["qr_few", { n: rows.length }];
    const links = await gd.links(profile, rows);
    if (!Array.isArray(links)) return ["qr_large", { n: links }];
    if (!self.leanQr) await gd.load(qr);
    links.forEach(function (text, n) {
      const said = gd.say("qr_shown", { n: n + 1, m: links.length });
      draw(place, text).setAttribute("aria-label", said);
      gd.add(place, "p", said + " ");
      gd.add(place.lastChild, "a", gd.say("qr_link")).href = text;
    });
    place.scrollIntoView();
    return ["", {}];
  };
})(self.gd = self.gd || {});
