"""SQL statements of many shapes, to be formatted."""

import random

NAMES = ["alpha", "beta", "gamma", "users", "orders", "items", "price", "name", "created_at"]


def inputs(seed):
    rng = random.Random(seed)
    columns = ", ".join(rng.choice(NAMES) for _ in range(rng.randint(2, 8)))
    where = " and ".join(
        f"{rng.choice(NAMES)} {rng.choice(['=', '<', 'like'])} {rng.choice(['1', '%s', repr(rng.choice(NAMES))])}"
        for _ in range(rng.randint(1, 5))
    )
    joined = f"{rng.choice(NAMES)} t1 left join {rng.choice(NAMES)} t2 on t1.id = t2.id"
    sql = f"select {columns} from {joined} where {where} order by {rng.choice(NAMES)} -- number {rng.randint(0, 99)}\n"
    return {"sql": sql, "reindent": True, "keyword_case": rng.choice(["upper", "lower"])}
