/* Charts: what is known of a slot or a point, in words, from the numbers of the figure. */
(function () {
  "use strict";

  const ael = (window.ael = window.ael || {});
  const charts = (ael.charts = ael.charts || {});
  const SPACE = "\u202f";
  const whole = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat("fr-FR", {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const clocks = new Map();

  const energy = (kwh) => `${whole.format(kwh)}${SPACE}kWh`;
  const signed = (text, value) => (value < 0 ? `\u2212${text}` : `+${text}`);

  function change(now, before) {
    const share = ((now - before) * 100) / before;
    const text = `${tenths.format(Math.abs(share))}${SPACE}%`;
    return Math.abs(share) < 0.05 ? text : signed(text, share);
  }

  charts.number = (value) => whole.format(value);
  charts.clock = (hour, minute, short) =>
    short ? `${hour}${SPACE}h` : `${hour}${SPACE}h${SPACE}${String(minute).padStart(2, "0")}`;

  charts.localParts = function (meta, elapsed) {
    if (!clocks.has(meta.zone)) {
      const options = { timeZone: meta.zone, weekday: "long", month: "long", hourCycle: "h23" };
      Object.assign(options, { year: "numeric", day: "numeric", hour: "numeric", minute: "numeric" });
      clocks.set(meta.zone, new Intl.DateTimeFormat("fr-FR", options));
    }
    const parts = {};
    const moment = new Date((meta.start + elapsed) * 1000);
    for (const { type, value } of clocks.get(meta.zone).formatToParts(moment)) parts[type] = value;
    return { ...parts, hour: Number(parts.hour), minute: Number(parts.minute) };
  };

  // The local day as addresses write it: 2021-10-31.
  charts.localDay = function (meta, elapsed) {
    const options = { timeZone: meta.zone, year: "numeric", month: "2-digit", day: "2-digit" };
    return new Intl.DateTimeFormat("sv-SE", options).format(new Date((meta.start + elapsed) * 1000));
  };

  // In October one hour comes twice: only then is it said which of the two it is. A long curve may
  // reach over two years.
  function moment(meta, elapsed) {
    const at = charts.localParts(meta, elapsed);
    const day = `${at.weekday} ${at.day === "1" ? "1er" : at.day} ${at.month}`;
    const dated = meta.reduced ? `${day} ${at.year}` : day;
    const title = `${dated[0].toUpperCase()}${dated.slice(1)}, ${charts.clock(at.hour, at.minute)}`;
    const twice = [3600, -3600].find(
      (shift) => charts.localParts(meta, elapsed + shift).hour === at.hour,
    );
    if (!twice) return title;
    return `${title} (${twice > 0 ? meta.texts.summer : meta.texts.winter})`;
  }

  charts.wordsOfSlot = function (figure, index) {
    const meta = figure.layout.meta;
    const rows = [];
    let total = 0;
    for (const trace of figure.data) {
      const kwh = trace.meta?.label && trace.y[index];
      if (!kwh) continue;
      total += kwh;
      rows.push({ label: trace.meta.label, value: energy(kwh) });
    }
    const words = { title: meta.titles[index], rows, notes: meta.notes[index] || [] };
    if (rows.length) words.total = { label: meta.total, value: energy(total) };
    const before = meta.previous[index];
    if (before) {
      const [label, kwh] = before;
      const changed = rows.length && kwh ? change(total, kwh) : "";
      words.before = { label, value: energy(kwh) + (changed && ` (${changed})`), changed };
    }
    return words;
  };

  const within = (spans, at) => spans.some(([from, to]) => from <= at && at < to);

  // A point of a reduced curve stands for its neighbours too, of which some may be missing.
  charts.wordsOfPoint = function (meta, { at, power, estimated }) {
    const words = { title: moment(meta, at * meta.step), rows: [], notes: [] };
    if (power !== null) {
      const value = `${tenths.format(power / meta.per_unit)}${SPACE}${meta.unit}`;
      words.rows.push({ label: meta.texts.power, value });
    }
    if (power === null || within(meta.gaps, at)) words.notes.push(meta.texts.missing);
    if (estimated) words.notes.push(meta.texts.estimated);
    return words;
  };

  charts.sentence = function (words) {
    const parts = words.rows.map((row) => `${row.label}${SPACE}: ${row.value}`);
    for (const row of [words.total, words.before]) {
      if (row) parts.push(`${row.label}${SPACE}: ${row.value}`);
    }
    return [words.title, ...parts, ...words.notes].join(". ");
  };
})();
