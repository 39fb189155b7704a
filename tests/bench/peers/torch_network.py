"""Trains the network of a specification with PyTorch, as the peer of a benchmark. See peer.py."""

import json
import sys

import peer
from peer import np

try:
    import torch
    from torch import nn
except ImportError:
    peer.give_up("Python has no torch (Debian: python3-torch)")

ACTIVATIONS = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid}


def network_of(layers):
    """Modules of the layers; the softmax at the end is part of the loss. Images are 28 x 28."""
    modules, shape = [], (1, 28, 28)
    if layers[0]["type"] == "conv2d":
        modules.append(nn.Unflatten(1, shape))
    for layer in layers:
        if layer["type"] == "conv2d":
            convolution = nn.Conv2d(shape[0], layer["filters"], layer["kernel"], padding="same")
            modules.append(convolution)
            shape = (layer["filters"], *shape[1:])
        elif layer["type"] == "max-pool2d":
            modules.append(nn.MaxPool2d(layer["size"]))
            shape = (shape[0], *(side // layer["size"] for side in shape[1:]))
        elif layer["type"] == "flatten":
            modules.append(nn.Flatten())
        elif layer["type"] == "dense":
            modules.append(nn.Linear(int(np.prod(shape)), layer["units"]))
            shape = (layer["units"],)
        else:
            raise ValueError(layer["type"])
        activation = layer.get("activation", {}).get("type")
        if activation in ACTIVATIONS:
            modules.append(ACTIVATIONS[activation]())
    for module in modules:
        if hasattr(module, "weight"):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
    return nn.Sequential(*modules)


def main():
    request = json.loads(sys.stdin.readline())
    specification = request["specification"]
    torch.set_num_threads(request["threads"])
    torch.manual_seed(specification["seed"])

    arrays = peer.read_mnist(request["mnistFolder"], specification["dataset"]["train"])
    images, labels = (torch.from_numpy(array) for array in arrays)
    labels = labels.long()
    optimizer_settings = specification["training"]["optimizer"]
    network = network_of(specification["model"]["layers"])
    optimizer = torch.optim.SGD(
        network.parameters(),
        lr=optimizer_settings["learningRate"],
        momentum=optimizer_settings.get("momentum", 0),
    )

    def step(order):
        indices = torch.from_numpy(order)
        optimizer.zero_grad(set_to_none=True)
        loss = nn.functional.cross_entropy(network(images[indices]), labels[indices])
        loss.backward()
        optimizer.step()
        return loss.item() * len(order)

    blas = peer.openblas_version() or "another BLAS than OpenBLAS"
    peer.serve("PyTorch", f"PyTorch {torch.__version__}, {blas}", request, step)


main()
