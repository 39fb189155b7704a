import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Store } from '../state/store';

const StoreContext = createContext<Store | null>(null);

export const StoreProvider = StoreContext.Provider;

export function useStore(): Store {
  const store = useContext(StoreContext);
  if (!store) throw new Error('A component that uses the store is outside its provider.');
  return store;
}
