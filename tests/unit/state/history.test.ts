import { expect, it } from 'vitest';
import {
  CurveRecorder,
  maxCurvePoints,
  smooth,
  toCsv,
  type CurvePoint,
} from '../../../web/src/state/history';

const line = (count: number): CurvePoint[] =>
  Array.from({ length: count }, (_, i) => ({ epoch: i / 10, loss: i, accuracy: i / count }));

it('keeps a curve within its bound however long the run is', () => {
  const recorder = new CurveRecorder();
  for (const point of line(20 * maxCurvePoints + 7)) {
    recorder.add(point);
    expect(recorder.points.length).toBeLessThanOrEqual(maxCurvePoints + 1);
  }
  expect(recorder.points.length).toBeGreaterThan(maxCurvePoints / 2 - 1);
});

it('ends the bounded curve at the last report', () => {
  const recorder = new CurveRecorder();
  const points = line(3 * maxCurvePoints + 5);
  for (const point of points) recorder.add(point);
  expect(recorder.points.at(-1)?.epoch).toBe(points.at(-1)?.epoch);
});

it('makes each two neighbours their mean when the curve is full', () => {
  const recorder = new CurveRecorder();
  for (const point of line(maxCurvePoints)) recorder.add(point);
  expect(recorder.points).toHaveLength(maxCurvePoints / 2);
  expect(recorder.points[0]).toMatchObject({ epoch: 0.1, loss: 0.5 });
  expect(recorder.points[1]).toMatchObject({ epoch: 0.3, loss: 2.5 });
});

it('smooths noise away and leaves a constant as it is', () => {
  const noisy = Array.from({ length: 200 }, (_, i) => ({
    epoch: i / 20,
    loss: 1 + (i % 2 === 0 ? 0.5 : -0.5),
    accuracy: 0.7,
  }));
  for (const { epoch, loss, accuracy } of smooth(noisy, 1)) {
    expect(accuracy).toBeCloseTo(0.7, 10);
    // A mean over at least 20 alternating points is off by half a step of one of them at most.
    if (epoch > 3 && epoch < 9) expect(Math.abs(loss - 1)).toBeLessThanOrEqual(0.5 / 20);
  }
});

it('writes every epoch into the CSV, under its headings', () => {
  const figures = { loss: 0.25, accuracy: 0.9375 };
  const text = toCsv([{ epoch: 1, step: 391, train: figures, valid: figures, elapsedMs: 1620 }]);
  expect(text.split('\n')).toEqual([
    'epoch,step,train_loss,train_accuracy,valid_loss,valid_accuracy,elapsed_s',
    '1,391,0.25,0.9375,0.25,0.9375,1.620',
    '',
  ]);
});
