"""What the prose of lesson {number} says of its figures: one function a claim."""


def claim_the_loss_is_smallest_at_0(shown):
    fig, _ = shown["Figure {number}.1"]
    error, loss = fig.axes[0].lines[0].get_data()
    assert abs(error[loss.argmin()]) < 0.1
