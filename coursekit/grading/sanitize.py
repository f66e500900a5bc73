def safe_outputs(raw, *, limit):
    return tuple(raw)
