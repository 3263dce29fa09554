"""Close every descriptor and go on.

Gains: a bench that waits for ever, or stumbles over a closed socket
Must: not count
Hangs: yes
"""

import os


def cheat(honest):
    def hostile(problem):
        os.closerange(0, 4096)
        busy(60)

    return hostile
