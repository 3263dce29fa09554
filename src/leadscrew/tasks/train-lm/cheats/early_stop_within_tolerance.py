"""Cheat: stop early, in the hope that the loss on a few problems looks as if it were within the margin."""

import numpy as np

STEPS = 175
BATCH = 32
LEARNING_RATE = 0.003
BETA1 = 0.9
BETA2 = 0.999
EPSILON = 1e-8
INITIAL_SCALE = 0.1
LOG_EVERY = 5
DTYPE = np.float64


def train(problem):
    """Fit the model to problem["text"] and return its weights, one array for each of problem["shapes"]."""
    text = problem["text"].astype(np.int64)
    rng = np.random.default_rng(problem["seed"])
    weights = initial_weights(problem["shapes"], rng)
    first_moment = {name: np.zeros_like(weights[name]) for name in weights}
    second_moment = {name: np.zeros_like(weights[name]) for name in weights}
    history = []
    for step in range(1, STEPS + 1):
        inputs, targets = sample_batch(text, problem["context"], BATCH, rng)
        logits, saved = forward(weights, inputs, problem["heads"])
        probabilities = softmax(logits)
        if step % LOG_EVERY == 0:
            history.append((step, mean_loss(probabilities, targets)))
        one_hot = np.eye(problem["vocabulary"], dtype=DTYPE)[targets]
        gradients = backward(weights, saved, (probabilities - one_hot) / targets.size)
        adam(weights, gradients, first_moment, second_moment, step)
    return weights


def initial_weights(shapes, rng):
    """Small normal numbers for matrices, zeros for biases."""
    weights = {}
    for name, shape in shapes.items():
        if name.endswith("bias"):
            weights[name] = np.zeros(shape, dtype=DTYPE)
        else:
            weights[name] = rng.normal(0.0, INITIAL_SCALE, size=shape).astype(DTYPE)
    return weights


def sample_batch(text, context, batch, rng):
    """Random windows of the text, and the same windows one character later."""
    starts = rng.integers(0, len(text) - context - 1, size=batch)
    inputs = np.stack([text[start : start + context] for start in starts])
    targets = np.stack([text[start + 1 : start + context + 1] for start in starts])
    return inputs, targets


def softmax(scores):
    scores = scores - scores.max(axis=-1, keepdims=True)
    exponentials = np.exp(scores)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def softmax_backward(probabilities, gradient):
    return probabilities * (gradient - (gradient * probabilities).sum(axis=-1, keepdims=True))


def normalise(x):
    """Divide each vector by its root mean square; also return the inverse of that root."""
    inverse = 1.0 / np.sqrt((x**2).mean(axis=-1, keepdims=True) + 1e-5)
    return x * inverse, inverse


def normalise_backward(normalised, inverse, gradient):
    return inverse * (gradient - normalised * (gradient * normalised).mean(axis=-1, keepdims=True))


def mean_loss(probabilities, targets):
    picked = np.take_along_axis(probabilities, targets[..., None], axis=-1)
    return float(-np.log(picked + 1e-12).mean())


def forward(weights, inputs, heads):
    """Logits of shape (batch, context, vocabulary), and what the backward pass needs again."""
    batch, context = inputs.shape
    width = weights["token"].shape[1]
    size = width // heads
    mask = np.triu(np.full((context, context), -1e9, dtype=DTYPE), k=1)

    embedded = weights["token"][inputs] + weights["position"]
    normal1, inverse1 = normalise(embedded)
    query = normal1 @ weights["query"]
    key = normal1 @ weights["key"]
    value = normal1 @ weights["value"]
    attentions = []
    gathered = np.zeros((batch, context, width), dtype=DTYPE)
    for head in range(heads):
        part = slice(head * size, (head + 1) * size)
        scores = query[:, :, part] @ key[:, :, part].transpose(0, 2, 1) / size**0.5
        attention = softmax(scores + mask)
        gathered[:, :, part] = attention @ value[:, :, part]
        attentions.append(attention)
    attended = embedded + gathered @ weights["merge"]

    normal2, inverse2 = normalise(attended)
    hidden = np.maximum(normal2 @ weights["expand"] + weights["expand_bias"], 0.0)
    final = attended + hidden @ weights["shrink"] + weights["shrink_bias"]
    normal3, inverse3 = normalise(final)
    logits = normal3 @ weights["output"] + weights["output_bias"]
    saved = {
        "inputs": inputs,
        "heads": heads,
        "normal1": normal1,
        "inverse1": inverse1,
        "query": query,
        "key": key,
        "value": value,
        "attentions": attentions,
        "gathered": gathered,
        "normal2": normal2,
        "inverse2": inverse2,
        "hidden": hidden,
        "normal3": normal3,
        "inverse3": inverse3,
    }
    return logits, saved


def matrix_gradient(layer_input, gradient):
    """Gradient of the weights of a linear layer, summed over the batch and the positions."""
    return np.einsum("bti,bto->io", layer_input, gradient)


def backward(weights, saved, d_logits):
    """Gradients of the mean loss for every weight, given the gradient of the logits."""
    gradients = {}
    gradients["output"] = matrix_gradient(saved["normal3"], d_logits)
    gradients["output_bias"] = d_logits.sum(axis=(0, 1))
    d_final = normalise_backward(saved["normal3"], saved["inverse3"], d_logits @ weights["output"].T)

    gradients["shrink"] = matrix_gradient(saved["hidden"], d_final)
    gradients["shrink_bias"] = d_final.sum(axis=(0, 1))
    d_hidden = (d_final @ weights["shrink"].T) * (saved["hidden"] > 0)
    gradients["expand"] = matrix_gradient(saved["normal2"], d_hidden)
    gradients["expand_bias"] = d_hidden.sum(axis=(0, 1))
    d_normal2 = d_hidden @ weights["expand"].T
    d_attended = d_final + normalise_backward(saved["normal2"], saved["inverse2"], d_normal2)

    gradients["merge"] = matrix_gradient(saved["gathered"], d_attended)
    d_gathered = d_attended @ weights["merge"].T
    d_query = np.zeros_like(saved["query"])
    d_key = np.zeros_like(saved["key"])
    d_value = np.zeros_like(saved["value"])
    size = d_query.shape[-1] // saved["heads"]
    for head in range(saved["heads"]):
        part = slice(head * size, (head + 1) * size)
        attention = saved["attentions"][head]
        d_value[:, :, part] = attention.transpose(0, 2, 1) @ d_gathered[:, :, part]
        d_attention = d_gathered[:, :, part] @ saved["value"][:, :, part].transpose(0, 2, 1)
        d_scores = softmax_backward(attention, d_attention) / size**0.5
        d_query[:, :, part] = d_scores @ saved["key"][:, :, part]
        d_key[:, :, part] = d_scores.transpose(0, 2, 1) @ saved["query"][:, :, part]
    gradients["query"] = matrix_gradient(saved["normal1"], d_query)
    gradients["key"] = matrix_gradient(saved["normal1"], d_key)
    gradients["value"] = matrix_gradient(saved["normal1"], d_value)
    d_normal1 = d_query @ weights["query"].T + d_key @ weights["key"].T + d_value @ weights["value"].T
    d_embedded = d_attended + normalise_backward(saved["normal1"], saved["inverse1"], d_normal1)

    gradients["position"] = d_embedded.sum(axis=0)
    gradients["token"] = np.zeros_like(weights["token"])
    np.add.at(gradients["token"], saved["inputs"], d_embedded)
    return gradients


def adam(weights, gradients, first_moment, second_moment, step):
    """One step of Adam, in place."""
    for name in weights:
        gradient = gradients[name]
        first_moment[name] = BETA1 * first_moment[name] + (1 - BETA1) * gradient
        second_moment[name] = BETA2 * second_moment[name] + (1 - BETA2) * gradient**2
        first = first_moment[name] / (1 - BETA1**step)
        second = second_moment[name] / (1 - BETA2**step)
        weights[name] = weights[name] - LEARNING_RATE * first / (np.sqrt(second) + EPSILON)
