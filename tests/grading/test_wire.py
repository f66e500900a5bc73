"""Values cross as they are, and nothing that is no value of ours is read."""

import socket

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from coursekit.grading.wire import (
    BadMessage,
    Channel,
    Closed,
    Late,
    Numbers,
    Opaque,
    decode,
    encode,
    stray,
)


def crossed(value):
    buffers = []
    return decode(encode(value, buffers), buffers)


def same(got, sent):
    assert type(got) is type(sent)
    if isinstance(sent, np.ndarray):
        assert (got.dtype, got.shape) == (sent.dtype, sent.shape)
        assert got.tobytes() == sent.tobytes()
    elif isinstance(sent, (list, tuple)):
        assert len(got) == len(sent)
        for one, other in zip(got, sent, strict=True):
            same(one, other)
    elif isinstance(sent, dict):
        same(list(got.items()), list(sent.items()))
    else:
        assert got == sent or (got != got and sent != sent)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
values = st.recursive(
    scalars | st.complex_numbers(),
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text() | st.integers(), inner)
    ),
    max_leaves=20,
)


@given(values)
def test_values_cross_as_they_are(value):
    value = crossed(value)  # half surrogates become question marks the first time
    same(crossed(value), value)


@given(arrays.arrays(arrays.scalar_dtypes(), arrays.array_shapes(min_dims=0, min_side=0)))
def test_arrays_cross_bit_by_bit(array):
    if array.dtype.kind in "biufcSU":
        same(crossed(array), array)
    else:
        assert isinstance(crossed(array), Opaque)


@pytest.mark.parametrize("order", "CF")
def test_arrays_keep_their_order_in_memory(order):
    array = np.asarray(np.arange(6.0).reshape(2, 3), order=order)
    got = crossed(array)
    assert got.flags.c_contiguous == array.flags.c_contiguous
    np.testing.assert_array_equal(got, array)


def test_a_locked_array_stays_locked_and_a_scalar_a_scalar():
    array = np.arange(3.0)
    array.flags.writeable = False
    assert not crossed(array).flags.writeable
    assert type(crossed(np.float32(1.5))) is np.float32


def test_what_is_no_data_crosses_as_the_name_of_its_type():
    got = crossed([lambda x: x, object(), np.array([None])])
    assert [type(one).__name__ for one in got] == ["function", "object", "ndarray"]
    assert all(isinstance(one, Opaque) for one in got)
    numbers = crossed(range(3))
    assert isinstance(numbers, Numbers)
    assert np.asarray(numbers).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("value", "kind"),
    [([1, (2, {"a": print})], "builtin_function_or_method"), ([1, {"opaque": 2}], None)],
)
def test_what_does_not_cross_is_found(value, kind):
    assert stray(encode(value, [])) == kind


ARRAY = {"array": 0, "dtype": "<f8", "shape": [1], "order": "C"}


@pytest.mark.parametrize(
    "node",
    [
        {},
        {"dict": 3},
        {"tuple": {}},
        {"code": "print()"},
        {"complex": [1]},
        {"bytes": 7},
        {"dict": [[{"dict": []}, 1]]},
        {**ARRAY, "array": 1},
        {**ARRAY, "array": True},
        {**ARRAY, "dtype": "O"},
        {**ARRAY, "dtype": "<f8, <f8"},
        {**ARRAY, "dtype": 8},
        {**ARRAY, "shape": [2]},
        {**ARRAY, "shape": [-1]},
        {**ARRAY, "shape": [1.0]},
        {**ARRAY, "shape": [1] * 99},
        {**ARRAY, "shape": [0, 10**30], "array": 1},
        {**ARRAY, "order": "K"},
        {"array": 0},
    ],
    ids=str,
)
def test_nonsense_is_refused(node):
    with pytest.raises(BadMessage):
        decode(node, [bytearray(8)])


def test_nesting_has_an_end():
    node = 1
    for _ in range(500):
        node = [node]
    with pytest.raises(BadMessage, match="nested"):
        decode(node, [])


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours, 1 << 20), theirs


def test_frames_arrive_whole(ends):
    ours, theirs = ends
    other = Channel(theirs, 1 << 20)
    for size in (0, 1, 200_000):
        ours.send({"n": size}, [b"x" * size])
        message, (data,) = other.receive(seconds=5)
        assert (message["n"], len(data)) == (size, size)


def test_a_frame_above_the_limit_is_not_sent(ends):
    with pytest.raises(BadMessage, match="more than"):
        ends[0].send({}, [bytes(2 << 20)])


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xff\xff\xff",
        b"\0\0\0\2{}",
        b"\0\0\0\4null",
        b"\0\0\0\3{x}",
        b'\0\0\0\x1d{"message": {}, "sizes": [-1]}'[:33],
    ],
)
def test_no_frame_of_ours_is_refused(ends, data):
    ours, theirs = ends
    theirs.sendall(data)
    theirs.close()
    with pytest.raises((BadMessage, Closed)):
        ours.receive(seconds=5)


def test_silence_is_late_and_an_end_is_closed(ends):
    ours, theirs = ends
    with pytest.raises(Late):
        ours.receive(seconds=0.05)
    theirs.close()
    with pytest.raises(Closed):
        ours.receive(seconds=5)
