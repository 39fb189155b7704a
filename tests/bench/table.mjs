/** The middle value, or the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The smallest value that at least this share of the values, in (0, 1], does not exceed. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1];
}

/**
 * A table in Markdown that is also fit for a terminal. Columns that hold a number in the first
 * row below the heading stand to the right.
 *
 * @param {string[]} heading
 * @param {string[][]} rows
 */
export function formatTable(heading, rows) {
  const widths = heading.map((_, column) =>
    Math.max(3, ...[heading, ...rows].map((row) => row[column].length)),
  );
  const isNumeric = heading.map((_, column) => /^[-–+]?[\d.,]*(x|%)?$/.test(rows[0][column]));
  const pad = (cell, column) =>
    isNumeric[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column]);
  const rule = widths.map((width, column) =>
    isNumeric[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return [heading.map(pad), rule, ...rows.map((row) => row.map(pad))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
