/** Sum, centre of mass (pixels from the upper left edge) and bounding box of a 28 x 28 image. */
export function measure(image: ArrayLike<number>, faintest = 0) {
  let [mass, momentX, momentY] = [0, 0, 0];
  let [left, right, top, bottom] = [28, 0, 28, 0];
  for (let y = 0; y < 28; y++) {
    for (let x = 0; x < 28; x++) {
      const value = image[y * 28 + x] ?? 0;
      mass += value;
      momentX += value * (x + 0.5);
      momentY += value * (y + 0.5);
      if (value <= faintest) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  const longerSide = Math.max(right - left, bottom - top);
  return { mass, x: momentX / mass, y: momentY / mass, longerSide };
}

export function absoluteDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a, (value, i) => Math.abs(value - (b[i] ?? 0))).reduce((x, y) => x + y, 0);
}
