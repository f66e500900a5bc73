"""Show scripts, frames, forms and links as rich output."""

from IPython.display import HTML, SVG, Javascript, Markdown, display

for text in (
    "<script>alert(1)</script><img src=x onerror='alert(1)'><svg onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><a href='javascript:alert(1)'>x</a>",
    "<form action=//evil.example><button formaction='javascript:alert(1)'>x</button></form>",
    "<style>@import '//evil.example'</style><math><mtext><style><img onerror=alert(1)></style>",
):
    display(HTML(text), Markdown(text))
display(Javascript("alert(1)"))
display(
    {"image/svg+xml": "<svg><script>alert(1)</script></svg>", "application/javascript": "alert(1)"},
    raw=True,
)
display({"application/vnd.jupyter.widget-view+json": {"model_id": "x"}}, raw=True)
