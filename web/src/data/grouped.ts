/** A count for people: 60000 as '60,000'. */
export function grouped(count: number): string {
  return count.toLocaleString('en');
}
