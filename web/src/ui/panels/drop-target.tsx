import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { JSX } from 'preact';
import { useStore } from '../store-context';

/** Takes files dropped anywhere on the page, and shows that it would. */
export function DropTarget(): JSX.Element | null {
  const { data, checkpoints } = useStore();
  const over = useSignal(false);

  useEffect(() => {
    const carriesFiles = (event: DragEvent): boolean =>
      event.dataTransfer?.types.includes('Files') ?? false;
    const onDragOver = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      over.value = true;
    };
    const onDragLeave = (event: DragEvent): void => {
      // Without a related target the pointer has left the window.
      if (event.relatedTarget === null) over.value = false;
    };
    const onDrop = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      over.value = false;
      const files = [...(event.dataTransfer?.files ?? [])];
      const [first] = files;
      if (first?.name.endsWith('.checkpoint')) void checkpoints.open(first);
      else if (first) void data.choose({ source: 'custom', files });
    };
    addEventListener('dragover', onDragOver);
    addEventListener('dragleave', onDragLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onDragOver);
      removeEventListener('dragleave', onDragLeave);
      removeEventListener('drop', onDrop);
    };
  }, [data, checkpoints, over]);

  if (!over.value) return null;
  return (
    <div class="drop-target">
      <p>
        <b>Drop to use these files</b>
        Digits to learn from: an IDX file of images and one of labels, gzipped or not; or a saved
        training
      </p>
    </div>
  );
}
