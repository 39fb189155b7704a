import type { Experiment } from './experiment';
import { cnnBesideMlp, mlpOfTheAssignment } from './ift6135-assignment';
import { gradientCheckByN, over97Percent, wideInitialization } from './ift6135-notebook';
import { gradientCheck, gridSearch, initialization, sampleTraining } from './ift6135-report';
import {
  allTogether,
  fullBatchCrossEntropy,
  fullBatchInitialization,
  fullBatchLearningRate,
  fullBatchRelu,
  fullBatchTanh,
  sigmoidSlope,
} from './msia432-report';
import { tricksOfTheTrade } from './tdt4265-report';

export type * from './experiment';

/** All published experiments. */
export const experiments: readonly Experiment[] = [
  sampleTraining,
  initialization,
  gridSearch,
  gradientCheck,
  wideInitialization,
  over97Percent,
  gradientCheckByN,
  mlpOfTheAssignment,
  cnnBesideMlp,
  fullBatchLearningRate,
  sigmoidSlope,
  fullBatchInitialization,
  fullBatchTanh,
  fullBatchCrossEntropy,
  fullBatchRelu,
  allTogether,
  tricksOfTheTrade,
];
