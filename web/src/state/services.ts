import type { Trainer } from '../client/trainer';
import { createTrainer } from '../client/index';
import {
  loadData,
  type DataRequest,
  type LoadDataOptions,
  type ArrivingData,
  type LoadedData,
} from '../data/data-source';
import { prepareDrawing, type InkRaster } from '../data/prepare-drawing';

/** The part of the page's address behind the '#', with it. */
export interface Address {
  hash: () => string;
  /** Somebody has entered or followed another one. */
  onHashChange: (listener: (hash: string) => void) => void;
  /** Without a step back in the browser's history; gives the whole address. */
  replaceHash: (hash: string) => string;
}

/** What the store needs from the rest of the program. Tests give it stand-ins. */
export interface Services {
  createTrainer: () => Promise<Trainer>;
  loadData: (
    request: DataRequest,
    options: Omit<LoadDataOptions, 'baseUrl'>,
  ) => Promise<LoadedData | ArrivingData>;
  prepareDrawing: (drawing: InkRaster) => Float32Array<ArrayBuffer> | null;
  address: Address;
}

export function browserServices(): Services {
  return {
    createTrainer: () => createTrainer(),
    loadData: (request, options) => loadData(request, { ...options, baseUrl: document.baseURI }),
    prepareDrawing,
    address: {
      hash: () => location.hash,
      onHashChange: (listener) => addEventListener('hashchange', () => listener(location.hash)),
      replaceHash: (hash) => {
        history.replaceState(history.state, '', hash);
        return location.href;
      },
    },
  };
}
