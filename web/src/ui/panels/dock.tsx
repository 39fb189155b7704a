import type { JSX } from 'preact';
import type { Place } from '../../state/view';
import { Icon, type IconName } from '../parts/icon';
import { useStore } from '../store-context';

const places: readonly { place: Place; label: string; icon: IconName }[] = [
  { place: 'network', label: 'Network', icon: 'network' },
  { place: 'train', label: 'Train', icon: 'curve' },
  { place: 'draw', label: 'Draw', icon: 'pen' },
];

/** On a narrow screen: switches between the three places, and shows how far training is. */
export function Dock(): JSX.Element {
  const { view, run, settings } = useStore();
  const { epochs } = settings.specification.value.training;
  const fraction = Math.min(1, run.position.value.epoch / epochs);
  return (
    <nav class="dock" aria-label="Places">
      <span class="dock-progress" aria-hidden="true" style={{ transform: `scaleX(${fraction})` }} />
      {places.map(({ place, label, icon }) => (
        <a
          key={place}
          href={`#${place}`}
          aria-current={view.place.value === place ? 'page' : undefined}
          onClick={(event) => {
            // The address stays as it is: going back is not going to another place.
            event.preventDefault();
            view.goTo(place);
            scrollTo(0, 0);
          }}
        >
          <Icon name={icon} />
          {label}
        </a>
      ))}
    </nav>
  );
}
