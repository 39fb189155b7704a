import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icon';

interface NoticeProps {
  kind: 'info' | 'warning' | 'danger';
  title: string;
  children: ComponentChildren;
  /** Buttons; the first is the one that helps most. */
  actions?: ComponentChildren;
}

const icons: Record<NoticeProps['kind'], IconName> = {
  info: 'info',
  warning: 'warning',
  danger: 'warning',
};

/** A card that says what has happened and what to do about it. */
export function Notice({ kind, title, children, actions }: NoticeProps): JSX.Element {
  return (
    <div class={`notice notice-${kind}`} role={kind === 'info' ? 'status' : 'alert'}>
      <Icon name={icons[kind]} />
      <div class="notice-text">
        <h2>{title}</h2>
        {children}
      </div>
      {actions && <div class="notice-actions">{actions}</div>}
    </div>
  );
}
