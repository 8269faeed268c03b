// Formats the aggregator's numbers. An absent one is null, one that is not finite a string ("NaN",
// "Infinity").

/** The number, or NaN or ±Infinity; null if absent. */
export function toNumber(value) {
  return value === null || value === undefined ? null : Number(value);
}

/** The number if it can be drawn, else null. */
export function finite(value) {
  const number = toNumber(value);
  return Number.isFinite(number) ? number : null;
}

const SUPERSCRIPTS = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };

export function powerOfTen(exponent) {
  return '10' + [...String(exponent)].map((character) => SUPERSCRIPTS[character]).join('');
}

/** "–", "NaN", "∞", "0.00123", "6.93", "1,234", "1.23·10⁻⁷". */
export function formatNumber(value, digits = 3) {
  const number = toNumber(value);
  if (number === null) return '–';
  if (Number.isNaN(number)) return 'NaN';
  const sign = number < 0 ? '−' : '';
  const size = Math.abs(number);
  if (size === Infinity) return sign + '∞';
  if (size === 0) return '0';
  if (size >= 1e6 || size < 1e-4) {
    const [mantissa, exponent] = size.toExponential(digits - 1).split('e');
    return `${sign}${mantissa}·${powerOfTen(Number(exponent))}`;
  }
  return sign + size.toLocaleString('en', { maximumSignificantDigits: Math.max(digits, Math.ceil(Math.log10(size + 1))) });
}

/** The learning rate of a run's steps, "0.1", or "0.1 to 0.01" if it changed; null if it isn't known. */
export function formatRates({ first_learning_rate: first, learning_rate: last }) {
  if (last === null) return null;
  return first === last ? formatNumber(last) : `${formatNumber(first)} to ${formatNumber(last)}`;
}

/** A whole number with thousands separated. */
export function formatCount(value) {
  const number = toNumber(value);
  return number === null ? '–' : number.toLocaleString('en', { maximumFractionDigits: 0 });
}

/** A share in [0, 1] as per cent. */
export function formatShare(value, decimals = 1) {
  const number = finite(value);
  return number === null ? '–' : `${(100 * number).toFixed(decimals)}\u202f%`;
}

export function formatSeconds(value) {
  const seconds = finite(value);
  if (seconds === null) return '–';
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)}\u00a0s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)}\u00a0min ${whole % 60}\u00a0s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}\u00a0h ${minutes % 60}\u00a0min`;
}

/** Without false precision, for estimates: "12 s", "26 min". */
export function formatRoughly(seconds) {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))}\u00a0s` : `${formatCount(seconds / 60)}\u00a0min`;
}

/** An instant in the reader's own time zone: "16:05" if it was today, else "2026-01-31 16:05". */
export function formatTime(value, now = new Date()) {
  if (!value) return '–';
  const time = new Date(value);
  const clock = time.toLocaleTimeString('sv', { hour: '2-digit', minute: '2-digit' });
  return time.toDateString() === now.toDateString() ? clock : `${time.toLocaleDateString('sv')} ${clock}`;
}

/** Each kind of reason with its count, to be put after a total; empty without reasons, as of older services. */
export function because(reasons = []) {
  return reasons.length === 0 ? '' : `: ${reasons.map(({ reason, count }) => `${formatCount(count)} × ${reason}`).join('; ')}`;
}
