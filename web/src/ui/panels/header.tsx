import type { JSX } from 'preact';
import type { ThemeChoice } from '../../state/view';
import { Icon, type IconName } from '../parts/icon';
import { useStore } from '../store-context';
import { DataMenu } from './data-menu';

export function Header(): JSX.Element {
  return (
    <header class="header">
      <h1 class="name">
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
          <path d="M16 2c5 7 10 11.5 10 18a10 10 0 0 1-20 0C6 13.5 11 9 16 2Z" />
          <path class="mark-shine" d="M11 20a5 5 0 0 0 4 5" />
        </svg>
        Inkling
      </h1>
      <p class="tagline">A small network learns to read digits, here in your browser.</p>
      <DataMenu />
      <VariantPill />
      <ThemeButton />
    </header>
  );
}

const variantNames = {
  'relaxed-simd': {
    label: 'Relaxed SIMD',
    help: 'The network is WebAssembly with relaxed SIMD: the fastest variant, which fuses multiplication and addition.',
  },
  simd128: {
    label: 'SIMD',
    help: 'The network is WebAssembly with 128-bit SIMD. A browser with relaxed SIMD would be faster.',
  },
};

function helpOnThreads(threads: number): string {
  if (threads > 1) return `It works on ${threads} processor cores at once.`;
  return crossOriginIsolated
    ? 'It works on one processor core.'
    : 'It works on one processor core: for more, the browser asks that the page be isolated from other sites. It may be when you open it again.';
}

/** Which build of the network this browser runs. */
function VariantPill(): JSX.Element {
  const { host, settings } = useStore();
  const info = host.info.value;
  if (!info) {
    const failed = host.problem.value !== null;
    return (
      <span class="pill pill-variant" data-state={failed ? 'failed' : 'loading'}>
        {failed ? 'Not running' : 'Starting'}
      </span>
    );
  }
  const { reproducible } = settings.specification.value;
  const { label, help } = variantNames[reproducible ? 'simd128' : info.variant];
  const { threads } = info;
  return (
    <span class="pill pill-variant" data-state="good" title={`${help} ${helpOnThreads(threads)}`}>
      {label}, {threads} {threads === 1 ? 'thread' : 'threads'}
    </span>
  );
}

const themeNames: Record<ThemeChoice, { label: string; icon: IconName }> = {
  system: { label: 'as the system', icon: 'system' },
  light: { label: 'light', icon: 'sun' },
  dark: { label: 'dark', icon: 'moon' },
};

function ThemeButton(): JSX.Element {
  const { view } = useStore();
  const { label, icon } = themeNames[view.themeChoice.value];
  return (
    <button
      type="button"
      class="icon-button theme-button"
      aria-label={`Colours: ${label}. Change`}
      title={`Colours: ${label}`}
      onClick={view.nextTheme}
    >
      <Icon name={icon} />
    </button>
  );
}
