"""What all tests share: properties are not timed, since they also run on busy machines."""

from hypothesis import HealthCheck, settings

settings.register_profile("leadscrew", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("leadscrew")
