/** Numbers as the page writes them: the same width for the same kind of number. */

const narrowSpace = '\u202f';
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const wholeNumber = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** 97.1 % */
export function percent(fraction: number, digits = 1): string {
  return `${(100 * fraction).toFixed(digits)}${narrowSpace}%`;
}

/** 0.098 */
export function loss(value: number): string {
  return value < 100 ? value.toFixed(3) : magnitude(value);
}

/** 535,818 */
export function count(value: number): string {
  return wholeNumber.format(value);
}

/** A speed, to three figures, so that the last ones do not flicker: 37,600 */
export function speed(perSecond: number): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, perSecond))) - 2);
  return count(Math.round(perSecond / step) * step);
}

/** about 9 s left, about 3 min left */
export function timeLeft(seconds: number): string {
  if (seconds < 1) return 'less than 1 s left';
  if (seconds < 90) return `about ${Math.ceil(seconds)} s left`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `about ${minutes} min left` : `about ${Math.round(minutes / 60)} h left`;
}

/** 11.6 MB */
export function bytes(value: number): string {
  return `${(value / 1e6).toFixed(1)} MB`;
}

/** A moment of a run: 2.41, and 3 where an epoch ends. */
export function epoch(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

/** A size of any order: 12.3, 3.4 × 10¹⁷ */
export function magnitude(value: number): string {
  if (!Number.isFinite(value)) return 'infinite';
  if (value === 0 || (value >= 0.001 && value < 100_000)) return plain(value, 3);
  const exponent = Math.floor(Math.log10(value));
  return `${(value / 10 ** exponent).toFixed(1)} × ${powerOfTen(exponent)}`;
}

/** 10⁻⁷ */
export function powerOfTen(exponent: number): string {
  const raised = String(exponent)
    .replace('-', '⁻')
    .replace(/\d/g, (digit) => superscripts.charAt(Number(digit)));
  return `10${raised}`;
}

/** A number of either sign and any order: −3.4 × 10⁻⁵ */
export function signed(value: number): string {
  return value < 0 ? `−${magnitude(-value)}` : magnitude(value);
}

/** A learning rate or deviation without a tail of zeros: 0.05 */
export function plain(value: number, figures = 6): string {
  return String(Number(value.toPrecision(figures)));
}
