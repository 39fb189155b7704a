import type { Distribution, LayerDiagnostics, WeightDiagnostics } from '../shared/diagnostics';
import type { Heap } from './heap';
import { text, type DistributionInfo, type LayerInfo } from './wasm-module';

const binCount = 40;

/** A layer's diagnostics in the protocol's terms. */
export function layerDiagnostics(heap: Heap, info: LayerInfo): LayerDiagnostics {
  return {
    layer: text(info.layer),
    activation: distribution(heap, info.activation),
    dead: numberOrNull(info.dead),
    saturated: numberOrNull(info.saturated),
    weights: info.hasWeights ? weightDiagnostics(heap, info) : null,
  };
}

function weightDiagnostics(heap: Heap, info: LayerInfo): WeightDiagnostics {
  const { weightNorm, gradientNorm, updateNorm, hasUpdate } = info;
  return {
    weight: distribution(heap, info.weight),
    weightNorm,
    gradient: distribution(heap, info.gradient),
    gradientNorm,
    update: hasUpdate ? distribution(heap, info.update) : null,
    updateNorm: hasUpdate ? updateNorm : null,
    updateRatio: hasUpdate && weightNorm > 0 ? updateNorm / weightNorm : null,
  };
}

function distribution(heap: Heap, info: DistributionInfo): Distribution {
  const { histogramAddress, ...figures } = info;
  return { ...figures, histogram: [...heap.readUint32s(histogramAddress, binCount)] };
}

/** The module gives NaN for what there is not. */
function numberOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
