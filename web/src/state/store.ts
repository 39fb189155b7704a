import { createCheckpoints, type Checkpoints } from './checkpoints';
import { createData, type DataSlice } from './data';
import { createDrawing, type Drawing } from './drawing';
import { createLink, type Link } from './link';
import { createGradientChecks, type GradientChecks } from './gradient-check';
import { createLayerWatch, type LayerWatch } from './layer-watch';
import { createRun, type Run } from './run';
import { createSamples, type Samples } from './samples';
import type { Services } from './services';
import { createSettings, type Settings } from './settings';
import { createTestSet, type TestSet } from './test-set';
import { createTrainerHost, type TrainerHost } from './trainer-host';
import { createView, type View } from './view';

/** All state of the page, and the actions that change it. */
export interface Store {
  settings: Settings;
  link: Link;
  host: TrainerHost;
  data: DataSlice;
  run: Run;
  checkpoints: Checkpoints;
  testSet: TestSet;
  samples: Samples;
  layerWatch: LayerWatch;
  gradientChecks: GradientChecks;
  drawing: Drawing;
  view: View;
}

/** Starts the trainer and the first load of data at once. */
export function createStore(services: Services): Store {
  const settings = createSettings();
  const link = createLink(services.address, settings, (source) => void data.choose({ source }));
  // Run and host need each other: a run asks the host's trainer, the host ends the run.
  const run = createRun(settings, () => host);
  const host = createTrainerHost(services, run.forget, () => data.reload());
  const testSet = createTestSet(run);

  const data = createData(services, async ({ source, split }, { width, height, samples }, open) => {
    await host.ready();
    return run.replaceDataset(open, () => {
      settings.useDataset(source, { samples, image: { width, height } }, split);
      link.settle(source);
      testSet.replace();
    });
  });

  if (link.source === 'built-in') void data.choose({ source: link.source });
  else void data.loadFirst();
  return {
    settings,
    link,
    host,
    data,
    run,
    checkpoints: createCheckpoints(run, settings),
    testSet,
    samples: createSamples(run, settings, data),
    layerWatch: createLayerWatch(run),
    gradientChecks: createGradientChecks(run),
    drawing: createDrawing(services, run),
    view: createView(),
  };
}
