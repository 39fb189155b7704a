import type { JSX } from 'preact';
import { Disclosure } from '../parts/disclosure';
import { GradientCheckView } from './gradient-check-view';
import { LayersView } from './layers-view';

/** For those who want to know why it learns, or whether the gradients are right. */
export function CloserLookPanel(): JSX.Element {
  return (
    <section class="card closer-look" aria-label="A closer look">
      <Disclosure label="Inside the layers">
        <LayersView />
      </Disclosure>
      <Disclosure label="Gradient check">
        <GradientCheckView />
      </Disclosure>
    </section>
  );
}
