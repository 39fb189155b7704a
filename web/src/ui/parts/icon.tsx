import type { JSX } from 'preact';

const paths = {
  play: 'M5 3.5v9l7.5-4.5z',
  pause: 'M5 3.5v9M11 3.5v9',
  step: 'M4 3.5v9l6-4.5zM12 3.5v9',
  rewind: 'M3 3.5v3.5h3.5M3.4 7A5 5 0 1 1 3 9.5',
  seed: 'M3.5 3.5h9v9h-9zM6 6h.01M10 6h.01M8 8h.01M6 10h.01M10 10h.01',
  add: 'M8 3.5v9M3.5 8h9',
  remove: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  undo: 'M5.5 3L3 5.5 5.5 8M3 5.5h6.5a3.5 3.5 0 0 1 0 7H6',
  eraser:
    'M6 13h7M3.2 9.8l6-6a1.2 1.2 0 0 1 1.7 0l2 2a1.2 1.2 0 0 1 0 1.7L7.5 13H5.5l-2.3-1.5a1.2 1.2 0 0 1 0-1.7zM6.5 6.5l4 4',
  pen: 'M3 13l.7-2.8 7-7a1.2 1.2 0 0 1 1.7 0l.4.4a1.2 1.2 0 0 1 0 1.7l-7 7z',
  check: 'M3.5 8.5l3 3 6-7',
  lock: 'M4 7.5h8v5.5h-8zM5.5 7.5V5.5a2.5 2.5 0 0 1 5 0v2',
  unlock: 'M4 7.5h8v5.5h-8zM5.5 7.5V5a2.5 2.5 0 0 1 4.8-.8',
  warning: 'M8 2.5l6 10.5H2zM8 6.5v3M8 11.3v.01',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.5v3.5M8 5v.01',
  sun: 'M8 10.7a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.4 3.4l1 1M11.6 11.6l1 1M3.4 12.6l1-1M11.6 4.4l1-1',
  moon: 'M13 9.6A5.5 5.5 0 0 1 6.4 3 5.5 5.5 0 1 0 13 9.6z',
  system: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 2v12A6 6 0 0 0 8 2z',
  network: 'M2.5 5h11M2.5 11h11M6 3.3v3.4M10 9.3v3.4',
  curve: 'M2.5 2.5v11h11M4.5 4.5c1 5 3 6.5 8.5 7',
  download: 'M8 2.5v7.5M5 7.5l3 3 3-3M3 13h10',
  open: 'M2 12.5v-9h4l1.5 2H13v2M2 12.5l2-5h10.5l-2 5z',
  link: 'M6.5 9.5l3-3M7 4.5l1.5-1.5a2.8 2.8 0 0 1 4 4L11 8.5M9 11.5L7.5 13a2.8 2.8 0 0 1-4-4L5 7.5',
  chevron: 'M4.5 6.5L8 10l3.5-3.5',
} as const;

export type IconName = keyof typeof paths;

/** A picture beside a word; it says nothing that the word does not. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" data-icon={name} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
