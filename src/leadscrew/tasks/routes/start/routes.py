"""Shortest routes from some depots to all places of a road map."""


def distances(problem):
    """Distances to all places, and the farthest place, for each depot."""
    answers = []
    for depot in problem["depots"]:
        table = shortest(problem["places"], problem["roads"], depot)
        far = farthest(table)
        check(table, problem["roads"], depot)
        answers.append({"to": table, "far": far})
    return answers


def neighbours(roads, place):
    """(place, length) of all roads that leave a place."""
    found = []
    for road in roads:
        if road[0] == place:
            found.append((road[1], road[2]))
    return found


def shortest(places, roads, depot):
    """Dijkstra: the nearest open place is closed, and its neighbours are opened."""
    best = {depot: 0}
    done = []
    open_places = [depot]
    while len(open_places) > 0:
        nearest = None
        for place in open_places:
            if nearest is None or best[place] < best[nearest]:
                nearest = place
        open_places.remove(nearest)
        done.append(nearest)
        for place, length in neighbours(roads, nearest):
            if place in done:
                continue
            distance = best[nearest] + length
            if place not in best or distance < best[place]:
                best[place] = distance
            if place not in open_places:
                open_places.append(place)
    table = []
    for place in range(places):
        if place in best.keys():
            table.append(best[place])
        else:
            table.append(-1)
    return table


def farthest(table):
    far = 0
    for place in range(len(table)):
        if table[place] == max(table):
            far = place
            break
    return far


def check(table, roads, depot):
    """No road may offer a shorter way."""
    assert table[depot] == 0
    for start, end, length in roads:
        if table[start] >= 0:
            assert table[end] >= 0
            assert table[end] <= table[start] + length
