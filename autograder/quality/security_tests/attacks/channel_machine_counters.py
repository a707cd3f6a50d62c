# Attack: watches what /proc counts of the whole machine.
# Kind: channels

import threading

NAMES = """loadavg uptime vmstat interrupts softirqs schedstat buddyinfo zoneinfo diskstats locks
key-users slabinfo timer_list pressure/cpu pressure/memory sys/fs/file-nr sys/fs/inode-nr
sys/fs/dentry-state sys/kernel/random/entropy_avail sys/kernel/pty/nr sysvipc/shm""".split()


def look():
    found = {}
    for name in NAMES:
        try:
            with open(f"/proc/{name}") as file:
                found[name] = file.read(100_000)
        except OSError:
            pass
    return found


before = look()
held = [open("/dev/null") for _ in range(100)]
threads = [threading.Thread(target=threading.Event().wait, args=(0.5,)) for _ in range(10)]
for thread in threads:
    thread.start()
after = look()
for name in before:
    if before[name] != after.get(name):
        through(f"{name} tells of the machine")
