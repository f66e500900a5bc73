"""Read the gradebook, by its path and by way of the working folder."""

for path in (f"{CLASS}/gradebook.db", "../../gradebook.db", f"/tmp/../{CLASS}/gradebook.db"):
    try_to(open, path, "rb")
