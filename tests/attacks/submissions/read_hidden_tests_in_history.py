"""Look for the tests in IPython's history and in Python's cache of source lines."""

import linecache

shell = get_ipython()
for thing in (shell.user_ns.get("In"), shell.history_manager.input_hist_raw, linecache.cache):
    if SECRET.search(str(thing)):
        got(thing)
