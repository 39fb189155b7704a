import { blockUntilReady, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { batchesOf, gather, inRounds, trainingSamples } from './rounds.mjs';

const activations = { relu: nn.relu, sigmoid: nn.sigmoid, softmax: (x) => x };

const arrayOf = ({ data, shape }) => np.array(data).reshape(shape);

/** jax-js on its WebAssembly device, with one compiled function for the whole step. */
export async function open({ specification, parameters: firstParameters, part }) {
  const devices = await init('wasm');
  if (!devices.includes('wasm')) return { unavailable: 'jax-js has no wasm device here' };
  const { model, training } = specification;
  const { learningRate, momentum } = training.optimizer;
  if (model.layers.some(({ type }) => type !== 'dense')) {
    return { unavailable: 'jax-js takes minutes for an epoch with convolutions' };
  }
  const activate = model.layers.map(({ activation }) => activations[activation.type]);
  const samples = await trainingSamples(specification);

  const lossOf = (parameters, x, y) => {
    const [batch] = x.shape;
    const logits = parameters.reduce(
      (values, { weight, bias }, i) => activate[i](np.matmul(values, weight).add(bias)),
      x,
    );
    return nn.logSoftmax(logits).mul(y).sum().neg().div(batch);
  };
  const descend = jit((parameters, velocities, x, y) => {
    const [loss, grads] = valueAndGrad(lossOf)(tree.ref(parameters), x, y);
    const steps =
      momentum === 0 ? grads : tree.map((v, grad) => v.mul(momentum).add(grad), velocities, grads);
    const next = tree.map((p, step) => p.sub(step.mul(learningRate)), parameters, tree.ref(steps));
    if (momentum === 0) tree.dispose(steps);
    return [loss, next, momentum === 0 ? [] : steps];
  });

  let parameters = firstParameters.map(({ weight, bias }) => ({
    weight: arrayOf(weight),
    bias: arrayOf(bias),
  }));
  let velocities = momentum === 0 ? [] : tree.map((p) => np.zerosLike(p), tree.ref(parameters));
  return inRounds({ specification, part }, async (order) => {
    let sum = 0;
    for (const batch of batchesOf(order, training.batchSize)) {
      const { x, y } = gather(samples, batch);
      let loss;
      [loss, parameters, velocities] = descend(
        parameters,
        velocities,
        np.array(x).reshape([batch.length, 784]),
        np.array(y).reshape([batch.length, 10]),
      );
      sum += loss.dataSync()[0] * batch.length;
    }
    await blockUntilReady(parameters);
    return sum / order.length;
  });
}
