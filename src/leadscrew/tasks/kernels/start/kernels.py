"""Encode signals: a convolution, attention and layer normalisation, step by step."""

import math

import numpy as np


def encode(problem):
    """Features of all signals, as an array of shape (samples, steps, channels)."""
    weights = problem["weights"]
    features = []
    for signal in problem["signals"]:
        hidden = convolve(signal, weights["kernel"], weights["bias"])
        hidden = layer_norm(hidden, weights["scale1"], weights["shift1"])
        mixed = attention(hidden, weights["query"], weights["key"], weights["value"], problem["heads"])
        hidden = layer_norm(hidden + mixed, weights["scale2"], weights["shift2"])
        features.append(hidden)
    return {"features": np.array(features)}


def convolve(signal, kernel, bias):
    """Convolution over the steps, same length, then a smooth ramp; kernel has shape (taps, channels, channels)."""
    steps, channels = signal.shape
    taps = kernel.shape[0]
    half = taps // 2
    result = np.zeros((steps, channels))
    for step in range(steps):
        for out in range(channels):
            total = bias[out]
            for tap in range(taps):
                at = step + tap - half
                if at >= 0 and at < steps:
                    total = total + np.sum(signal[at] * kernel[tap, :, out])
            result[step, out] = total / (1.0 + math.exp(-total))
    return result


def layer_norm(x, scale, shift):
    """Each step gets mean 0 and variance 1, then a scale and a shift."""
    result = np.zeros(x.shape)
    for step in range(x.shape[0]):
        mean = np.mean(x[step])
        variance = np.mean((x[step] - mean) ** 2)
        for channel in range(x.shape[1]):
            result[step, channel] = (x[step, channel] - mean) / np.sqrt(variance + 1e-5) * scale[channel] + shift[channel]
    return result


def attention(x, query, key, value, heads):
    """Causal attention of some heads, put side by side."""
    steps, channels = x.shape
    size = channels // heads
    result = np.zeros((steps, channels))
    for head in range(heads):
        part = slice(head * size, (head + 1) * size)
        for step in range(steps):
            q = np.dot(x[step], query)[part]
            scores = []
            for other in range(step + 1):
                k = np.dot(x[other], key)[part]
                scores.append(np.dot(q, k) / math.sqrt(size))
            highest = max(scores)
            shares = [math.exp(score - highest) for score in scores]
            total = sum(shares)
            for other in range(step + 1):
                v = np.dot(x[other], value)[part]
                result[step, part] += shares[other] / total * v
    return result
