"""Never finish being imported, deaf to every signal that can be ignored.

Gains: the bench's time
Must: not count
Hangs: yes
"""

import signal

for _number in range(1, 65):
    try:
        signal.signal(_number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    busy(10)
