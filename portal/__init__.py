"""The portal: where students hand in, watch and read. A Django project over ``autograder.api``.

One submission, from the browser to its grade::

    views.handing_in → handing_in.hand_in   one transaction: Submission, Run, and a job of the queue
    jobs.grade_next → runs.claim            a worker takes the run, with a fence
    grader.grade → autograder.api           cells and checks, in the sandbox
    runs.tell_progress → views.live         what the browser shows meanwhile
    runs.finish                             Result, once a run
    views.submissions                       the feedback page, in a frame of its own

What ``autograder grade --queue`` orders goes ``ordering`` → ``errands`` → ``grader``, and back.

The web process never imports TensorFlow and never runs a student's code.
"""
