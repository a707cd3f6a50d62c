"""Attacks the sandbox and the judge with known attacks, to show that they hold on this machine.

``attacks`` reads the attack files, ``target`` is what they aim at (a course full of secrets,
listeners, a victim process), ``campaign`` grades them and says what got through.
"""
