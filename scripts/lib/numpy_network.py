"""A network and its training in NumPy, independent of the core and as plain as possible.

The formulas are those of docs/specification.md. What is specified is an experiment's
specification, with every setting given that has no default in the code below.
"""

import math

import numpy as np

STEPS = 20
SAMPLES = 12
CLASSES = 10
INITIAL_PLACES = 3  # so that the file is small; training begins with the rounded numbers
FINAL_PLACES = 12  # decimal places: a hundredth of the 1e-10 that the tests allow


class Activation:
    def __init__(self, specification):
        self.type = specification["type"]
        self.slope = specification.get("slope", 1)
        self.floor = specification.get("floor", 0)

    def value(self, x):
        if self.type == "identity":
            return x
        if self.type == "sigmoid":
            return 1 / (1 + np.exp(-self.slope * x))
        if self.type == "tanh":
            return np.tanh(self.slope * x)
        if self.type == "improved-sigmoid":
            return 1.7159 * np.tanh(2 * x / 3)
        if self.type == "relu":
            return np.maximum(self.slope * x, self.floor)
        if self.type == "leaky-relu":
            return np.where(x > 0, x, self.slope * x)
        if self.type == "relu6":
            return np.minimum(np.maximum(x, 0), 6)
        if self.type == "softmax":
            e = np.exp(x - x.max(axis=1, keepdims=True))
            return e / e.sum(axis=1, keepdims=True)
        raise ValueError(self.type)

    def derivative(self, x):
        """Of all but softmax, whose outputs depend on more than one input."""
        if self.type == "identity":
            return np.ones_like(x)
        if self.type == "sigmoid":
            y = self.value(x)
            return self.slope * y * (1 - y)
        if self.type == "tanh":
            return self.slope / np.cosh(self.slope * x) ** 2
        if self.type == "improved-sigmoid":
            return 1.7159 * 2 / 3 / np.cosh(2 * x / 3) ** 2
        if self.type == "relu":
            return np.where(self.slope * x > self.floor, self.slope, 0)
        if self.type == "leaky-relu":
            return np.where(x > 0, 1, self.slope)
        if self.type == "relu6":
            return np.where((x > 0) & (x < 6), 1, 0)
        raise ValueError(self.type)

    def backward(self, x, grad_y):
        if self.type == "softmax":
            y = self.value(x)
            return y * (grad_y - (grad_y * y).sum(axis=1, keepdims=True))
        return grad_y * self.derivative(x)


def draw(random, deviation, shape):
    return random.normal(0, deviation, shape).round(INITIAL_PLACES)


class Dense:
    def __init__(self, specification, shape, random):
        inputs, units = math.prod(shape), specification["units"]
        self.activation = Activation(specification["activation"])
        self.weight = draw(random, 1 / math.sqrt(inputs), (inputs, units))
        self.bias = draw(random, 0.5, units) if specification.get("bias", True) else None
        self.shape = (units,)

    def forward(self, x):
        self.x = x.reshape(len(x), -1)
        self.z = self.x @ self.weight + (0 if self.bias is None else self.bias)
        return self.activation.value(self.z)

    def backward(self, grad_y):
        grad_z = self.activation.backward(self.z, grad_y)
        self.gradients = [self.x.T @ grad_z]
        if self.bias is not None:
            self.gradients.append(grad_z.sum(axis=0))
        return grad_z @ self.weight.T


class Conv2d:
    def __init__(self, specification, shape, random):
        channels, height, width = shape
        self.kernel = specification["kernel"]
        self.stride = specification["stride"]
        self.activation = Activation(specification["activation"])
        filters = specification["filters"]
        fan_in = channels * self.kernel**2
        shape = (filters, channels, self.kernel, self.kernel)
        self.weight = draw(random, 1 / math.sqrt(fan_in), shape)
        self.bias = draw(random, 0.5, filters) if specification.get("bias", True) else None
        self.pads, places = [], []
        for side in (height, width):
            if specification["padding"] == "valid":
                self.pads.append((0, 0))
                places.append((side - self.kernel) // self.stride + 1)
            else:
                count = -(-side // self.stride)
                total = max((count - 1) * self.stride + self.kernel - side, 0)
                self.pads.append((total // 2, total - total // 2))
                places.append(count)
        self.shape = (filters, *places)

    def window(self, i, j):
        """What the kernel's element (i, j) meets at each place."""
        _, height, width = self.shape
        rows = slice(i, i + self.stride * height, self.stride)
        columns = slice(j, j + self.stride * width, self.stride)
        return slice(None), slice(None), rows, columns

    def elements(self):
        return [(i, j) for i in range(self.kernel) for j in range(self.kernel)]

    def forward(self, x):
        self.padded = np.pad(x, [(0, 0), (0, 0), *self.pads])
        # Beyond the last place a slice may not reach: pad so that every one is whole.
        self.padded = np.pad(self.padded, [(0, 0), (0, 0), (0, self.stride), (0, self.stride)])
        self.z = np.zeros((len(x), *self.shape))
        for i, j in self.elements():
            seen = self.padded[self.window(i, j)]
            self.z += np.einsum("nchw,fc->nfhw", seen, self.weight[:, :, i, j])
        if self.bias is not None:
            self.z += self.bias[:, None, None]
        self.image_shape = x.shape
        return self.activation.value(self.z)

    def backward(self, grad_y):
        grad_z = self.activation.backward(self.z, grad_y)
        grad_weight = np.zeros_like(self.weight)
        grad_padded = np.zeros_like(self.padded)
        for i, j in self.elements():
            window = self.window(i, j)
            grad_weight[:, :, i, j] = np.einsum("nchw,nfhw->fc", self.padded[window], grad_z)
            grad_padded[window] += np.einsum("nfhw,fc->nchw", grad_z, self.weight[:, :, i, j])
        self.gradients = [grad_weight]
        if self.bias is not None:
            self.gradients.append(grad_z.sum(axis=(0, 2, 3)))
        (top, _), (left, _) = self.pads
        _, _, height, width = self.image_shape
        return grad_padded[:, :, top : top + height, left : left + width]


class MaxPool2d:
    gradients = ()

    def __init__(self, specification, shape, _random):
        channels, height, width = shape
        self.size, self.stride = specification["size"], specification["stride"]
        count = lambda side: (side - self.size) // self.stride + 1
        self.shape = (channels, count(height), count(width))

    def forward(self, x):
        self.x = x
        y = np.empty((len(x), *self.shape))
        for row, column, window in self.windows():
            y[:, :, row, column] = x[window].max(axis=(2, 3))
        return y

    def windows(self):
        _, height, width = self.shape
        for row in range(height):
            for column in range(width):
                top, left = row * self.stride, column * self.stride
                rows, columns = slice(top, top + self.size), slice(left, left + self.size)
                yield row, column, (slice(None), slice(None), rows, columns)

    def backward(self, grad_y):
        grad_x = np.zeros_like(self.x)
        for row, column, window in self.windows():
            seen = self.x[window]
            flat = seen.reshape(*seen.shape[:2], -1)
            first_largest = np.eye(self.size**2)[flat.argmax(axis=2)].reshape(seen.shape)
            grad_x[window] += first_largest * grad_y[:, :, row, column][:, :, None, None]
        return grad_x


class Flatten:
    gradients = ()

    def __init__(self, _specification, shape, _random):
        self.shape = (math.prod(shape),)

    def forward(self, x):
        self.image_shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, grad_y):
        return grad_y.reshape(self.image_shape)


class Dropout:
    gradients = ()

    def __init__(self, specification, shape, random):
        self.rate, self.shape = specification["rate"], shape
        self.masks = random.random((STEPS, SAMPLES, *shape)) >= self.rate
        self.step = 0

    def forward(self, x):
        self.factor = self.masks[self.step] / (1 - self.rate)
        self.step += 1
        return x * self.factor

    def backward(self, grad_y):
        return grad_y * self.factor


LAYERS = {
    "dense": Dense,
    "conv2d": Conv2d,
    "max-pool2d": MaxPool2d,
    "flatten": Flatten,
    "dropout": Dropout,
}


def loss_gradient(name, outputs, labels):
    """Of the summed loss with respect to the outputs."""
    target = np.eye(CLASSES)[labels]
    if name == "cross-entropy":
        return -target / outputs
    if name == "binary-cross-entropy":
        return -target / outputs + (1 - target) / (1 - outputs)
    if name == "mean-squared-error":
        return outputs - target
    raise ValueError(name)


def rate_at(step, rate, schedule, epochs):
    """With one step in each epoch."""
    warmup = schedule.get("warmup", 0)
    if step < warmup:
        return rate * min((step + 1) / warmup, 1)
    since = step - warmup
    kind = schedule.get("type", "constant")
    if kind == "constant":
        return rate
    if kind == "step":
        return rate * schedule["factor"] ** math.floor(since / schedule["every"])
    if kind == "exponential":
        return rate * schedule["factor"] ** since
    if kind == "cosine":
        least, progress = schedule["minimum"], min(since / (epochs - warmup), 1)
        return least + (rate - least) * (1 + math.cos(math.pi * progress)) / 2
    raise ValueError(kind)


class Optimizer:
    def __init__(self, specification, parameters):
        self.specification = specification
        self.first = [np.zeros_like(p) for p in parameters]
        self.second = [np.zeros_like(p) for p in parameters]

    def update(self, step, rate, parameters, gradients):
        s = self.specification
        for w, g, m, v in zip(parameters, gradients, self.first, self.second):
            if s["type"] == "sgd":
                m[...] = s.get("momentum", 0) * m + g
                w -= rate * (g + s["momentum"] * m if s.get("nesterov") else m)
            elif s["type"] == "rmsprop":
                v[...] = s["decay"] * v + (1 - s["decay"]) * g**2
                w -= rate * g / (np.sqrt(v) + s["epsilon"])
            else:
                m[...] = s["beta1"] * m + (1 - s["beta1"]) * g
                v[...] = s["beta2"] * v + (1 - s["beta2"]) * g**2
                corrected_m = m / (1 - s["beta1"] ** step)
                corrected_v = v / (1 - s["beta2"] ** step)
                if s["type"] == "adamw" and w.ndim > 1:
                    w -= rate * s["weightDecay"] * w
                w -= rate * corrected_m / (np.sqrt(corrected_v) + s["epsilon"])


def regularize(training, parameters, gradients):
    clipping = training.get("gradientClipping")
    if clipping:
        norm = math.sqrt(sum((g**2).sum() for g in gradients))
        gradients = [g * min(1, clipping["norm"] / norm) for g in gradients]
    l2, l1 = training.get("weightDecay", 0), training.get("l1", 0)
    return [
        g + l2 * w + l1 * np.sign(w) if w.ndim > 1 else g for w, g in zip(parameters, gradients)
    ]


def scaled(images, scaling):
    x = images.astype(float)
    if scaling == "unit":
        return x / 255
    if scaling == "signed":
        return x / 127.5 - 1
    return (x - x.mean()) / x.std()


def flat(parameters, places):
    return [round(float(value), places) for p in parameters for value in p.ravel()]


def train(specification, images, labels):
    """The initial parameters, those after 20 steps, and the masks of dropout."""
    random = np.random.default_rng(1)
    layers, shape = [], (1, *images.shape[1:])
    for each in specification["model"]["layers"]:
        layers.append(LAYERS[each["type"]](each, shape, random))
        shape = layers[-1].shape
    parameters = [
        p
        for layer in layers
        for p in (getattr(layer, "weight", None), getattr(layer, "bias", None))
        if p is not None
    ]
    initial = flat(parameters, INITIAL_PLACES)
    training = specification["training"]
    optimizer = Optimizer(training["optimizer"], parameters)
    factor = 1 if training.get("reduction") == "sum" else 1 / len(images)
    x = scaled(images, specification["dataset"].get("scaling", "unit"))[:, None]
    for step in range(STEPS):
        y = x
        for layer in layers:
            y = layer.forward(y)
        grad = factor * loss_gradient(training.get("loss", "cross-entropy"), y, labels)
        for layer in reversed(layers):
            grad = layer.backward(grad)
        gradients = [g for layer in layers for g in layer.gradients]
        rate = rate_at(
            step,
            training["optimizer"]["learningRate"],
            training.get("schedule", {}),
            training["epochs"],
        )
        gradients = regularize(training, parameters, gradients)
        optimizer.update(step + 1, rate, parameters, gradients)
    masks = [
        ["".join("01"[int(kept)] for kept in mask.ravel()) for mask in layer.masks]
        for layer in layers
        if isinstance(layer, Dropout)
    ]
    return initial, flat(parameters, FINAL_PLACES), masks
