import type { JSX } from 'preact';
import { Announcer } from './parts/announcer';
import { Dock } from './panels/dock';
import { DropTarget } from './panels/drop-target';
import { DrawPanel } from './panels/draw-panel';
import { Header } from './panels/header';
import { LearningPanel } from './panels/learning-panel';
import { NetworkPanel } from './panels/network-panel';
import { CloserLookPanel } from './panels/closer-look-panel';
import { DataNotices, TrainingNotices } from './panels/notices';
import { CurvesPanel } from './panels/curves-panel';
import { SamplesPanel } from './panels/samples-panel';
import { TestPanel } from './panels/test-panel';
import { TrainPanel } from './panels/train-panel';
import { useStore } from './store-context';

export function App(): JSX.Element {
  const { view } = useStore();
  return (
    <>
      <a class="skip-link" href="#train">
        Skip to training
      </a>
      <Header />
      <div class="page-notices">
        <DataNotices />
        {/* Where one place is shown at a time, what happens must be seen from each. */}
        {view.isNarrow.value && <TrainingNotices />}
      </div>
      <main class="places" data-place={view.place.value}>
        <section class="place place-network" id="network" aria-label="Network and settings">
          <NetworkPanel />
          <LearningPanel />
        </section>
        <section class="place place-train" id="train" aria-label="Training" tabIndex={-1}>
          {!view.isNarrow.value && <TrainingNotices />}
          <TrainPanel />
          <CurvesPanel />
          <SamplesPanel />
          <CloserLookPanel />
          <TestPanel />
        </section>
        <section class="place place-draw" id="draw" aria-label="Drawing">
          <DrawPanel />
        </section>
      </main>
      <Dock />
      <DropTarget />
      <Announcer />
    </>
  );
}
