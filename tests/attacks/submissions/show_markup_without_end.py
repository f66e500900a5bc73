"""Show HTML that is nested so deeply that cleaning it would take hours."""

WITH = ["div", "list", "formats"]
from IPython.display import HTML, display

unit = {"div": "<div>", "list": "<ul><li>", "formats": "<b></p>"}[WITH]
display(HTML(unit * (60_000 // len(unit))))
