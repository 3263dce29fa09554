import numpy as np


def main(grid, steps):
    h, w = grid.shape
    for _ in range(steps):
        new = np.zeros_like(grid)
        for y in range(h):
            for x in range(w):
                count = 0
                for dy in (-1, 0, 1):
                    for dx in (-1, 0, 1):
                        if dy == 0 and dx == 0:
                            continue
                        count += grid[(y + dy) % h, (x + dx) % w]
                if grid[y, x] == 1 and (count == 2 or count == 3):
                    new[y, x] = 1
                elif grid[y, x] == 0 and count == 3:
                    new[y, x] = 1
        grid = new
    return grid



def inputs(rng):
    return {"grid": rng.integers(0, 2, (6, 7)), "steps": 3}
