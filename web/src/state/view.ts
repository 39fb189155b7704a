import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';

export type Place = 'network' | 'train' | 'draw';
export type ThemeChoice = 'system' | 'light' | 'dark';
export type Theme = 'light' | 'dark';

/** How the page is looked at; nothing of it changes what is trained. */
export interface View {
  /** Which of the three places a narrow screen shows. */
  place: ReadonlySignal<Place>;
  /** The screen shows one place at a time. */
  isNarrow: ReadonlySignal<boolean>;
  themeChoice: ReadonlySignal<ThemeChoice>;
  theme: ReadonlySignal<Theme>;
  /** The moment of the run that the pointer is at in one of the charts; null outside. */
  probedEpoch: ReadonlySignal<number | null>;
  goTo: (place: Place) => void;
  /** System, light, dark, and round again. */
  nextTheme: () => void;
  probe: (epoch: number | null) => void;
}

const storageKey = 'inkling.theme';
const themeChoices: readonly ThemeChoice[] = ['system', 'light', 'dark'];

export function createView(): View {
  const place = signal<Place>('train');
  const themeChoice = signal(readThemeChoice());
  const probedEpoch = signal<number | null>(null);
  const systemIsDark = mediaSignal('(prefers-color-scheme: dark)');
  // The width at which the style sheets change to one place at a time.
  const isNarrow = mediaSignal('(max-width: 760px)');

  const theme = computed((): Theme => {
    if (themeChoice.value !== 'system') return themeChoice.value;
    return systemIsDark.value ? 'dark' : 'light';
  });
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value;
  });

  return {
    place,
    isNarrow,
    themeChoice,
    theme,
    probedEpoch,
    goTo: (chosen) => (place.value = chosen),
    nextTheme() {
      const at = themeChoices.indexOf(themeChoice.value);
      themeChoice.value = themeChoices[(at + 1) % themeChoices.length] ?? 'system';
      storeThemeChoice(themeChoice.value);
    },
    probe: (epoch) => (probedEpoch.value = epoch),
  };
}

/** Whether a media query holds, at every moment. */
function mediaSignal(query: string): ReadonlySignal<boolean> {
  const media = matchMedia(query);
  const holds = signal(media.matches);
  media.addEventListener('change', ({ matches }) => (holds.value = matches));
  return holds;
}

// A browser may forbid storage; then the choice lasts as long as the page.
function readThemeChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(storageKey);
    return themeChoices.find((each) => each === stored) ?? 'system';
  } catch {
    return 'system';
  }
}

function storeThemeChoice(choice: ThemeChoice): void {
  try {
    localStorage.setItem(storageKey, choice);
  } catch {
    return;
  }
}
