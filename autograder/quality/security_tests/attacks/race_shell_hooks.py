# Attack: hooks into IPython's shell: events, transformers, display formatters.
# Kind: timing

shell = get_ipython()
shell.events.register("post_run_cell", lambda *a: 1 / 0)
shell.ast_transformers.append(object())
shell.ast_transformers.clear()
shell.custom_exceptions = ()
shell.showtraceback = lambda *a, **k: exit()
