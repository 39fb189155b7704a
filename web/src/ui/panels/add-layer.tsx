import { useSignal } from '@preact/signals';
import { useId, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { layerHelp } from '../explanations';
import * as format from '../format';
import { inWords, layerOptions } from '../names';
import { Icon } from '../parts/icon';
import { useStore } from '../store-context';

/** The kinds of layer, with what each does, or why there is no place for it. */
export function AddLayer({ parameterCount }: { parameterCount: number }): JSX.Element {
  const { settings } = useStore();
  const open = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const listId = useId();
  return (
    <>
      <div class="network-foot">
        <button
          ref={button}
          type="button"
          aria-expanded={open.value}
          aria-controls={listId}
          onClick={() => (open.value = !open.value)}
        >
          <Icon name="add" /> Add layer
        </button>
        <span class="soft">
          <b class="total">{format.count(parameterCount)}</b> parameters
        </span>
      </div>
      <ul class="layer-choices" id={listId} aria-label="Kinds of layer" hidden={!open.value}>
        {open.value &&
          layerOptions.map(({ value: type, label }) => {
            const reason = settings.whyNotAdd(type);
            return (
              <li key={type}>
                <button
                  type="button"
                  class="menu-item"
                  disabled={reason !== null}
                  onClick={() => {
                    settings.addLayer(type);
                    open.value = false;
                    button.current?.focus();
                  }}
                >
                  <b>{label}</b>
                  <span>{reason === null ? layerHelp[type] : inWords(reason)}</span>
                </button>
              </li>
            );
          })}
      </ul>
    </>
  );
}
