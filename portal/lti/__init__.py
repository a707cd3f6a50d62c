"""LTI 1.3: an LMS launches the portal, and takes grades back.

``views.launches`` begins a login and ends it with a token that ``tokens`` checks; ``placing`` says
who came and what for; ``deep_linking`` lets staff put an assignment into a course of the LMS;
``passing_back`` sends the grades, from a process of its own.

Tokens are read with PyJWT and nothing between: the libraries for LTI that were tried leave open
what has to be closed (a nonce that can be used twice, an audience that is not checked, requests
without a time limit).
"""
