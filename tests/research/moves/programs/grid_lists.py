def main(grid, steps):
    h = len(grid)
    w = len(grid[0])
    for _ in range(steps):
        new = [row[:] for row in grid]
        for i in range(1, h - 1):
            for j in range(1, w - 1):
                new[i][j] = (grid[i - 1][j] + grid[i + 1][j] + grid[i][j - 1] + grid[i][j + 1]) / 4
        grid = new
    worst = 0.0
    total = 0.0
    for i in range(h):
        for j in range(w):
            total += grid[i][j]
            if grid[i][j] > worst:
                worst = grid[i][j]
    flat = [grid[i][j] for i in range(h) for j in range(w)]
    return grid, total, worst, flat


def inputs(rng):
    return {"grid": rng.normal(size=(5, 6)).tolist(), "steps": 2}
