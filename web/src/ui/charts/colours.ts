/** The colours of the style sheet as canvas understands them: 'rgb(...)' whatever the theme. */
export function resolveColours<Name extends string>(
  within: HTMLElement,
  names: readonly Name[],
): Record<Name, string> {
  const probe = document.createElement('span');
  within.append(probe);
  const entries = names.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(entries) as Record<Name, string>;
}
