"""A cart with a pole on it; the judge has its own, so a change here only misleads.

Source: Barto, Sutton and Anderson, IEEE Transactions on Systems, Man and Cybernetics 13, 1983.
"""

import math

GRAVITY, STEP = 9.8, 0.02
STEPS = 200


def episode(cart, weights, start):
    """Half for each step that the pole stands, half for each with the pole upright and the cart near the middle."""
    gains = (weights[:4] @ cart["wiring"]).tolist()
    state = list(start)
    good = 0.0
    for _ in range(STEPS):
        total = weights[4] + gains[0] * state[0] + gains[1] * state[1] + gains[2] * state[2] + gains[3] * state[3]
        state = moved(cart, state, cart["force"] * math.tanh(total))
        if abs(state[2]) > 0.6 or abs(state[0]) > 3.0:
            break
        good += 0.5 + 0.5 * (abs(state[2]) < 0.1 and abs(state[0]) < 0.5)
    return good / STEPS


def moved(cart, state, push):
    """Position, speed, angle and turning rate one step later."""
    x, speed, angle, rate = state
    sine, cosine = math.sin(angle), math.cos(angle)
    pole, length, total = cart["pole"], cart["length"], cart["mass"] + cart["pole"]
    pull = (push + cart["wind"] + pole * length * rate * rate * sine) / total
    turn = (GRAVITY * sine - cosine * pull) / (length * (4.0 / 3.0 - pole * cosine * cosine / total))
    shift = pull - pole * length * turn * cosine / total
    return [x + STEP * speed, speed + STEP * shift, angle + STEP * rate, rate + STEP * turn]
