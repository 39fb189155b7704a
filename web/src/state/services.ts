import type { Trainer } from '../client/trainer';
import { createTrainer } from '../client/index';
import {
  loadData,
  type DataRequest,
  type LoadDataOptions,
  type LoadedData,
} from '../data/data-source';
import { prepareDrawing, type InkRaster } from '../data/prepare-drawing';

/** What the store needs from the rest of the program. Tests give it stand-ins. */
export interface Services {
  createTrainer: () => Promise<Trainer>;
  loadData: (
    request: DataRequest,
    options: Omit<LoadDataOptions, 'baseUrl'>,
  ) => Promise<LoadedData>;
  prepareDrawing: (drawing: InkRaster) => Float32Array<ArrayBuffer> | null;
}

export function browserServices(): Services {
  return {
    createTrainer: () => createTrainer(),
    loadData: (request, options) => loadData(request, { ...options, baseUrl: document.baseURI }),
    prepareDrawing,
  };
}
