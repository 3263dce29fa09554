import numpy as np


def main(docs, query):
    scores = []
    for doc in docs:
        scores.append(np.dot(doc, query) / (np.linalg.norm(doc) * np.linalg.norm(query)))
    sims = np.zeros((len(docs), len(docs)))
    for i in range(len(docs)):
        for j in range(len(docs)):
            sims[i, j] = docs[i].dot(docs[j])
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    return order, sims, [float(s) for s in scores]



def inputs(rng):
    return {"docs": rng.normal(size=(7, 4)), "query": rng.normal(size=4)}
