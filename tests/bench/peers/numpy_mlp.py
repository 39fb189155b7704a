"""Trains a ReLU classifier with NumPy, as the peer of a benchmark.

Reads one line of JSON, { specification, mnistFolder }, and answers { name, version }; then
each line 'epoch' trains one epoch and is answered with { seconds, loss }.
"""

import ctypes
import gzip
import json
import os
import sys
import time


def answer(**fields):
    print(json.dumps(fields), flush=True)


try:
    import numpy as np
except ImportError:
    answer(unavailable="Python has no numpy (Debian: python3-numpy, libopenblas0-pthread)")
    sys.exit()


def blas_version():
    """Of the OpenBLAS that NumPy has loaded, or None if it runs on another library."""
    with open("/proc/self/maps") as maps:
        paths = {line.split()[-1] for line in maps if "openblas" in line}
    if not paths:
        return None
    library = ctypes.CDLL(paths.pop())
    library.openblas_get_config.restype = ctypes.c_char_p
    return " ".join(library.openblas_get_config().decode().split()[:2])


def read_idx(folder, name, header):
    with gzip.open(os.path.join(folder, name + ".gz")) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


class Classifier:
    """Dense layers with ReLU, softmax and cross-entropy at the end, plain SGD.

    Nothing is allocated that could be reused: weights (inputs, outputs), activations (batch,
    units), gradients of the same shapes.
    """

    def __init__(self, sizes, batch_size, learning_rate, rng):
        self.learning_rate = np.float32(learning_rate)
        self.weights, self.biases = [], []
        for inputs, outputs in zip(sizes, sizes[1:]):
            limit = np.sqrt(6 / (inputs + outputs))
            weight = rng.uniform(-limit, limit, (inputs, outputs)).astype(np.float32)
            self.weights.append(weight)
            self.biases.append(np.zeros(outputs, np.float32))
        self.weight_grads = [np.empty_like(weight) for weight in self.weights]
        self.activations = [np.empty((batch_size, size), np.float32) for size in sizes]
        self.grads = [np.empty((batch_size, size), np.float32) for size in sizes]
        self.active = [np.empty((batch_size, size), bool) for size in sizes]

    def step(self, images, labels, order):
        """One mini-batch of SGD; returns the sum of its losses before the update."""
        samples = len(order)
        values = [array[:samples] for array in self.activations]
        grads = [array[:samples] for array in self.grads]
        np.take(images, order, axis=0, out=values[0])
        last = len(self.weights) - 1
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            out = np.dot(values[layer], weight, out=values[layer + 1])
            out += bias
            if layer < last:
                np.maximum(out, 0, out=out)

        logits, targets = values[-1], labels[order]
        logits -= logits.max(axis=1, keepdims=True)
        row = np.arange(samples)
        picked = logits[row, targets]
        probabilities = np.exp(logits, out=grads[-1])
        total = probabilities.sum(axis=1, keepdims=True)
        loss = float((np.log(total[:, 0]) - picked).sum())
        probabilities /= total
        probabilities[row, targets] -= 1

        scale = self.learning_rate / np.float32(samples)
        for layer in range(last, -1, -1):
            np.dot(values[layer].T, grads[layer + 1], out=self.weight_grads[layer])
            if layer > 0:
                np.dot(grads[layer + 1], self.weights[layer].T, out=grads[layer])
                active = np.greater(values[layer], 0, out=self.active[layer][:samples])
                grads[layer] *= active
            self.biases[layer] -= scale * grads[layer + 1].sum(axis=0)
            self.weight_grads[layer] *= scale
            self.weights[layer] -= self.weight_grads[layer]
        return loss


def main():
    request = json.loads(sys.stdin.readline())
    specification = request["specification"]
    openblas = blas_version()
    if openblas is None:
        answer(unavailable="numpy runs without OpenBLAS (Debian: libopenblas0-pthread)")
        return

    train = specification["dataset"]["train"]
    folder = request["mnistFolder"]
    pixels = read_idx(folder, "train-images-idx3-ubyte", 16).reshape(-1, 784)[:train]
    images = pixels.astype(np.float32) / np.float32(255)
    labels = read_idx(folder, "train-labels-idx1-ubyte", 8)[:train]

    training = specification["training"]
    batch_size = training["batchSize"]
    rng = np.random.default_rng(specification["seed"])
    sizes = [784] + [layer["units"] for layer in specification["model"]["layers"]]
    classifier = Classifier(sizes, batch_size, training["optimizer"]["learningRate"], rng)

    answer(name="NumPy, 1 thread", version=f"NumPy {np.__version__}, {openblas}")
    for _ in sys.stdin:
        start = time.perf_counter()
        order = rng.permutation(train)
        loss = sum(
            classifier.step(images, labels, order[first : first + batch_size])
            for first in range(0, train, batch_size)
        )
        answer(seconds=time.perf_counter() - start, loss=loss / train)


main()
