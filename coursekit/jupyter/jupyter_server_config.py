"""The server that `course lab` starts prints its address and what goes wrong, nothing else."""

import logging

import zmq

c = get_config()  # traitlets defines it when it reads this file

c.Application.log_level = "WARN"
# Ctrl-C stops the server at once, as `course lab` says: no question that lapses after 5 seconds.
c.ServerApp.answer_yes = True
# A kernel warns that its channels can be read by others of the machine, so they are encrypted.
c.KernelManager.transport_encryption = "auto" if zmq.has("curve") else "disabled"
# The page for instructors would print nbgrader's whole configuration above the list.
c.FormgradeExtension.debug = False

EXPECTED = (
    "is not trusted",  # a fresh copy of a lesson
    "websocket_ping_timeout",  # the defaults of Jupyter Server do not suit this Tornado
    "WebSocketClosedError",  # a browser tab that was closed
)


def unexpected(record):
    return not any(text in record.getMessage() for text in EXPECTED)


for name in ("ServerApp", "asyncio", "tornado.general"):
    logging.getLogger(name).addFilter(unexpected)
