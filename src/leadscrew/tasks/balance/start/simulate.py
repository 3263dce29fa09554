"""The cart and its pole; the judge holds a copy, so a change here only misleads."""

import math

GRAVITY, CART, POLE, LENGTH, FORCE, STEP = 9.8, 1.0, 0.1, 0.5, 10.0, 0.02
STEPS = 200


def episode(weights, start):
    """Half for each step that the pole stands, half for each with the pole upright and the cart near the middle."""
    x, speed, angle, rate = start
    good = 0.0
    for _ in range(STEPS):
        push = FORCE * math.tanh(
            weights[0] * x + weights[1] * speed + weights[2] * angle + weights[3] * rate + weights[4]
        )
        sine, cosine = math.sin(angle), math.cos(angle)
        pull = (push + POLE * LENGTH * rate * rate * sine) / (CART + POLE)
        turn = (GRAVITY * sine - cosine * pull) / (LENGTH * (4.0 / 3.0 - POLE * cosine * cosine / (CART + POLE)))
        shift = pull - POLE * LENGTH * turn * cosine / (CART + POLE)
        x, speed = x + STEP * speed, speed + STEP * shift
        angle, rate = angle + STEP * rate, rate + STEP * turn
        if abs(angle) > 0.6 or abs(x) > 3.0:
            break
        good += 0.5 + 0.5 * (abs(angle) < 0.1 and abs(x) < 0.5)
    return good / STEPS
