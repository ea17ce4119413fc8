// What the phone itself answers to a scan: expected, elsewhere, scanned already, a shelf, or unknown. The server decides later.
const offlineAnswers = (() => {
  const SYMBOLOGY = /^\][a-z]\d/i; // prefix of some scanners
  const ADDRESS = /\/[APD]\/([^/?#\s]+)/;
  const SEPARATORS = /[ ._/\u2010-\u2015-]/g;
  const SECRET = /^\s*(wifi|otpauth(?:-migration)?|hc1|shc|mailto|tel|smsto?|begin):.*/is; // neither kept nor sent

  const clean = (text) => {
    const code = text.replace(SYMBOLOGY, "").replace(SECRET, "$1:").trim().toUpperCase();
    return ADDRESS.exec(code)?.[1] ?? code;
  };
  const bare = (code) => code.replace(SEPARATORS, "");
  const index = ({ devices, places }) => {
    const known = new Map();
    for (const code of places) for (const name of [code, bare(code)]) known.set(name, { kind: "place", code });
    for (const device of devices) for (const code of device.codes) for (const name of [code, bare(code)]) known.set(name, { kind: "device", device });
    return known;
  };
  const find = (known, text) => known.get(clean(text)) ?? known.get(bare(clean(text)));
  // `scanned` are the earlier scans of this snapshot.
  const of = (known, scanned, text) => {
    const found = find(known, text);
    if (found?.kind === "place") return { kind: "place", tone: "success", code: found.code };
    const isAgain = scanned.some(({ code, reason }) => !reason && code && (found ? find(known, code) === found : clean(code) === clean(text)));
    if (isAgain) return { kind: "again", tone: "warning", device: found?.device };
    if (!found) return { kind: "unknown", tone: "warning" };
    return { kind: found.device.expected ? "expected" : "elsewhere", tone: found.device.expected ? "success" : "warning", device: found.device };
  };
  return { clean, index, of };
})();
