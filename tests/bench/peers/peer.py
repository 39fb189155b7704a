"""What the benchmark's peers in Python share: their protocol, MNIST, and the epoch.

A peer reads one line of JSON, { specification, mnistFolder, threads }, and answers
{ name, version } or { unavailable }. Then each line 'epoch' trains one more epoch and is
answered with { seconds, loss }, the mean loss of its samples.
"""

import ctypes
import json
import os
import sys
import time


def answer(**fields):
    print(json.dumps(fields), flush=True)


def give_up(reason):
    answer(unavailable=reason)
    sys.exit()


try:
    import numpy as np
except ImportError:
    give_up("Python has no numpy (Debian: python3-numpy)")


def openblas_version():
    """Of the OpenBLAS that this process has loaded, or None if it runs on another library."""
    with open("/proc/self/maps") as maps:
        paths = {line.split()[-1] for line in maps if "libopenblas" in line}
    if not paths:
        return None
    path = paths.pop()
    library = ctypes.CDLL(path)
    library.openblas_get_config.restype = ctypes.c_char_p
    release = " ".join(library.openblas_get_config().decode().split()[:2])
    threading = {0: "sequential", 1: "pthread", 2: "OpenMP"}[library.openblas_get_parallel()]
    library.openblas_get_corename.restype = ctypes.c_char_p
    core = library.openblas_get_corename().decode()
    return f"{release} {threading}, kernels for {core}"


def read_mnist(folder, samples):
    """Images (samples, 784) in [0, 1] and labels (samples,)."""
    read = lambda name, header: np.fromfile(os.path.join(folder, name), np.uint8, offset=header)
    pixels = read("train-images-idx3-ubyte", 16).reshape(-1, 784)[:samples]
    labels = read("train-labels-idx1-ubyte", 8)[:samples]
    return pixels.astype(np.float32) / np.float32(255), labels


def serve(name, version, request, step):
    """Trains an epoch for each line. `step` takes a mini-batch's indices, gives its summed loss."""
    specification = request["specification"]
    samples = specification["dataset"]["train"]
    batch_size = specification["training"]["batchSize"]
    rng = np.random.default_rng(specification["seed"])
    threads = request["threads"]
    words = "1 thread" if threads == 1 else f"{threads} threads"
    answer(name=f"{name}, {words}", version=version)
    for _ in sys.stdin:
        start = time.perf_counter()
        order = rng.permutation(samples)
        loss = sum(
            step(order[first : first + batch_size]) for first in range(0, samples, batch_size)
        )
        answer(seconds=time.perf_counter() - start, loss=loss / samples)
