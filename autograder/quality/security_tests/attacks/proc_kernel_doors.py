# Attack: knocks at rarely guarded doors of the kernel (bpf, perf, keys, userfaultfd, personality).
# Kind: processes

import ctypes

libc = ctypes.CDLL(None, use_errno=True)
attributes = ctypes.create_string_buffer(256)
attributes[4] = 112
doors = {
    "bpf": (321, 0, attributes, 120),
    "perf_event_open": (298, attributes, 0, -1, -1, 0),
    "keyctl": (250, 0, -3, 1, 0, 0),
    "add_key": (248, b"user", b"a", b"b", 1, -3),
    "userfaultfd": (323, 1),
    "personality": (135, 0x0040000),
    "fanotify_init": (300, 0, 0),
    "inotify_init": (253,),
    "timer_create": (222, 0, 0, attributes),
    "kcmp": (312, 1, 1, 0, 0, 0),
    "name_to_handle_at": (303, -100, b"/", attributes, attributes, 0),
    "lookup_dcookie": (212, 0),
    "mq_open": (240, b"evil", 0o102, 0o600, 0),
    "shmget": (29, 0, 4096, 0o1600),
    "semget": (64, 0, 1, 0o1600),
    "msgget": (68, 0, 0o1600),
    "acct": (163, 0),
    "ioperm": (173, 0, 1, 1),
    "modify_ldt": (154, 0, attributes, 16),
    "swapoff": (168, b"/x"),
    "reboot": (169, 0, 0, 0),
}
import platform

if platform.machine() == "x86_64":
    for name, (number, *arguments) in doors.items():
        if libc.syscall(number, *arguments) >= 0:
            through(f"{name} was granted")
