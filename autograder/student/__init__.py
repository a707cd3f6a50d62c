"""Runs inside the sandbox, beside the student's code: nothing here is trusted by the checks.

``run`` is the order of events, ``shell`` runs the cells, ``training`` records every fit,
``evidence_writer`` writes the deliverables down as evidence.
"""
