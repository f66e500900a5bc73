"""Replace what runs cells."""

shell = get_ipython()
shell.run_code = shell.run_cell = shell.showtraceback = lambda *a, **k: None
type(shell).run_code = type(shell)._showtraceback = lambda *a, **k: None
