"""Trains a classifier of dense layers with NumPy, as the peer of a benchmark. See peer.py."""

import json
import sys

import peer
from peer import np


class Classifier:
    """Dense layers, softmax and cross-entropy at the end, SGD with or without momentum.

    Nothing is allocated that could be reused: parameters, gradients and velocities lie in one
    array each, of which weights (inputs, outputs) and biases (outputs,) are views; activations
    and their gradients are (batch, units).
    """

    def __init__(self, sizes, activation, batch_size, optimizer, rng):
        self.is_relu = activation == "relu"
        self.learning_rate = np.float32(optimizer["learningRate"])
        self.momentum = np.float32(optimizer.get("momentum", 0))
        shapes = list(zip(sizes, sizes[1:]))
        count = sum((inputs + 1) * outputs for inputs, outputs in shapes)
        self.parameters = np.zeros(count, np.float32)
        self.parameter_grads = np.zeros(count, np.float32)
        self.velocities = np.zeros(count, np.float32)
        self.layers = self.views(self.parameters, shapes)
        self.layer_grads = self.views(self.parameter_grads, shapes)
        for weight, _ in self.layers:
            limit = np.sqrt(6 / sum(weight.shape))
            weight[...] = rng.uniform(-limit, limit, weight.shape)
        self.activations = [np.empty((batch_size, size), np.float32) for size in sizes]
        self.grads = [np.empty((batch_size, size), np.float32) for size in sizes]
        self.slopes = [np.empty((batch_size, size), np.float32) for size in sizes]
        self.active = [np.empty((batch_size, size), bool) for size in sizes]

    @staticmethod
    def views(arena, shapes):
        """Weight and bias of each layer."""
        first, views = 0, []
        for inputs, outputs in shapes:
            middle = first + inputs * outputs
            end = middle + outputs
            views.append((arena[first:middle].reshape(inputs, outputs), arena[middle:end]))
            first = end
        return views

    def activate(self, x):
        if self.is_relu:
            np.maximum(x, 0, out=x)
            return
        np.negative(x, out=x)
        np.exp(x, out=x)
        x += 1
        np.reciprocal(x, out=x)

    def backward_through_activation(self, layer, values, grads):
        samples = len(values)
        if self.is_relu:
            grads *= np.greater(values, 0, out=self.active[layer][:samples])
            return
        slope = np.subtract(1, values, out=self.slopes[layer][:samples])
        slope *= values
        grads *= slope

    def step(self, images, labels, order):
        """One mini-batch; returns the sum of its losses before the update."""
        samples = len(order)
        values = [array[:samples] for array in self.activations]
        grads = [array[:samples] for array in self.grads]
        np.take(images, order, axis=0, out=values[0])
        last = len(self.layers) - 1
        for layer, (weight, bias) in enumerate(self.layers):
            out = np.dot(values[layer], weight, out=values[layer + 1])
            out += bias
            if layer < last:
                self.activate(out)

        logits, targets = values[-1], labels[order]
        logits -= logits.max(axis=1, keepdims=True)
        row = np.arange(samples)
        picked = logits[row, targets]
        probabilities = np.exp(logits, out=grads[-1])
        total = probabilities.sum(axis=1, keepdims=True)
        loss = float((np.log(total[:, 0]) - picked).sum())
        probabilities /= total
        probabilities[row, targets] -= 1
        probabilities *= 1 / np.float32(samples)

        for layer in range(last, -1, -1):
            weight_grad, bias_grad = self.layer_grads[layer]
            np.dot(values[layer].T, grads[layer + 1], out=weight_grad)
            np.sum(grads[layer + 1], axis=0, out=bias_grad)
            if layer > 0:
                np.dot(grads[layer + 1], self.layers[layer][0].T, out=grads[layer])
                self.backward_through_activation(layer, values[layer], grads[layer])
        self.update()
        return loss

    def update(self):
        self.parameter_grads *= self.learning_rate
        if self.momentum == 0:
            self.parameters -= self.parameter_grads
            return
        self.velocities *= self.momentum
        self.velocities += self.parameter_grads
        self.parameters -= self.velocities


def main():
    request = json.loads(sys.stdin.readline())
    specification = request["specification"]
    openblas = peer.openblas_version()
    if openblas is None:
        peer.give_up("numpy runs without OpenBLAS (Debian: libopenblas0-pthread)")

    training = specification["training"]
    layers = specification["model"]["layers"]
    sizes = [784] + [layer["units"] for layer in layers]
    images, labels = peer.read_mnist(request["mnistFolder"], specification["dataset"]["train"])
    classifier = Classifier(
        sizes,
        layers[0]["activation"]["type"],
        training["batchSize"],
        training["optimizer"],
        np.random.default_rng(specification["seed"]),
    )
    version = f"NumPy {np.__version__}, {openblas}"
    peer.serve("NumPy", version, request, lambda order: classifier.step(images, labels, order))


main()
