"""Make a file in every folder that there is."""

for folder, folders, _ in os.walk("/"):
    if folder.startswith(("/tmp", "/dev/shm", "/dev/pts")) or folder.count("/") > 5:
        folders.clear()
        continue
    try:
        os.close(os.open(folder + "/left_by_eve", os.O_CREAT | os.O_WRONLY))
    except OSError:
        continue
    got(folder)
