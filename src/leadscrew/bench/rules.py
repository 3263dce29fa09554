"""The numbers of the bench in one place, with what each of them guards."""

SEARCH_E = 20.0
"""`better` in search: at most 5 % of equally fast candidates, whatever the noise."""
CLAIM_ALPHA = 0.01
"""Attempt k of a claim may err with probability CLAIM_ALPHA / 2^k."""
CLAIM_PAIRS = 20
"""Fewest pairs of a claim, on each kind of problem."""
FEW_PAIRS = 10
"""Fewest pairs of a claim where a trial of the start takes LONG_TRIAL_S or more; it says what they leave open."""
LONG_TRIAL_S = 20.0
SMALL_GAIN_PAIRS = 40
"""Pairs that any gain may be claimed on at the first attempt; a large one needs fewer (see `pairs_of_claim`)."""
MAX_CLAIM_PAIRS = 80
MAX_SCORE_PAIRS = 400
"""Of a claim on scores, whose bets are valid at every look but grow slowly where differences are small."""
SCORE_LOOKS = (5, 20)
"""Pairs between two looks at a claim on scores: up to MAX_CLAIM_PAIRS, and after."""
MAX_PAIRS = 60
"""Pairs after which a comparison in search is `undecided`."""
CUT = 3.0
"""A trial is cut at this many times its opponent's slowest, and scored as a loss."""
HOPELESS = 1.2
"""Two pairs both slower than this end a comparison; no error rate is claimed for it."""
NOISE_PAIRS = (4, 12)
"""Fewest and most pairs of the start against itself."""
FEW_NOISE_PAIRS = 2
"""Fewest where a trial takes LONG_TRIAL_S or more."""
NOISE_SHARE = 0.1
"""Of the budget, for the noise and for waiting until the machine is quiet."""
RESERVE_SHARE = 0.3
"""Of the budget, for reduction and claim."""
MAX_CLAIM_SHARE = 0.6
"""Of the budget, at most, is kept for the claim where trials are long."""
QUALITY_LOOKS = 1.5
"""Times the fewest pairs that a claim is planned with where quality has to be shown as well."""
VOID_PAIRS = 3
"""Failures of the opponent after which a comparison is given up."""
QUALITY_PAIRS = 24
"""Pairs after which a quality that is not shown to be within half the margin counts as not shown."""
