"""The figure style of the course. Matplotlib is imported when the first figure is asked for."""

__all__ = ["BLUE", "GREEN", "ORANGE", "PURPLE", "RED", "SKY", "figure", "show"]

# Okabe and Ito, "Color Universal Design" (2008): told apart with every common colour vision.
BLUE, ORANGE, GREEN, RED, PURPLE, SKY = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#D55E00",
    "#CC79A7",
    "#56B4E9",
)

STYLE = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "figure.dpi": 96,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "font.size": 10,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "lines.linewidth": 2,
}


def figure(columns=1, *, height=3.2, width=None, **options):
    """A figure with `columns` axes side by side, in the course's style.

    Returns (figure, axes); `axes` is one Axes for one column and a list for more.
    """
    import matplotlib.pyplot as plt

    colours = [BLUE, ORANGE, GREEN, RED, PURPLE, SKY]
    plt.rcParams.update({**STYLE, "axes.prop_cycle": plt.cycler(color=colours)})
    fig, axes = plt.subplots(1, columns, figsize=(width or 2.0 + 3.8 * columns, height), **options)
    return fig, (axes if columns == 1 else list(axes))


def show(fig, caption):
    """Display a finished figure and its caption, which nbconvert also takes as alternative text."""
    import matplotlib.pyplot as plt
    from IPython.display import Markdown, display

    display(fig, metadata={"image/png": {"alt": caption}})
    plt.close(fig)
    display(Markdown(f"*{caption}*"))
