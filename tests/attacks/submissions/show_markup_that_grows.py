"""Show HTML that becomes a thousand times as much when it is cleaned, again and again."""

WITH = ["elements", "attributes"]
marks = {
    "elements": "".join(f"<b a{n}>" for n in range(150)),
    "attributes": f"<a title='{'x' * 20_000}'>",
}[WITH]
page = {"text/html": f"<p>{marks}</p>" + "<p>x</p>" * 8_000}
outputs = [{"output_type": "display_data", "data": page, "metadata": {}}] * 150
send = wire.Channel.send


def claim(self, message, *buffers, **options):
    message = {**message, "outputs": outputs} if "outputs" in message else message
    send(self, message, *buffers, **options)


wire.Channel.send = claim
