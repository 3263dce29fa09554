"""Sequential tests, intervals and power: numbers in, numbers out, nothing else."""

from leadscrew.evidence.bounded import MeanTest, mean_interval, pairs_to_show
from leadscrew.evidence.gains import NO_GAIN, Gain, MeanGain, Share, mean_gain, share_of_gain
from leadscrew.evidence.plan import Noise, detectable_gain, noise, pairs_needed
from leadscrew.evidence.quality import upper_bound
from leadscrew.evidence.series import Array
from leadscrew.evidence.speed import Interval, SpeedTest, e_values, futile, speed_interval
from leadscrew.evidence.totals import TotalRatio, pairs_to_meet, total_ratio

__all__ = [
    "NO_GAIN",
    "Array",
    "Gain",
    "Interval",
    "MeanGain",
    "MeanTest",
    "Noise",
    "Share",
    "SpeedTest",
    "TotalRatio",
    "detectable_gain",
    "e_values",
    "futile",
    "mean_gain",
    "mean_interval",
    "noise",
    "pairs_needed",
    "pairs_to_meet",
    "pairs_to_show",
    "share_of_gain",
    "speed_interval",
    "total_ratio",
    "upper_bound",
]
