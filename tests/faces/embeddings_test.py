"""Vectors as hosts have them: lists, tuples and arrays of numpy; and a catalog that asks for them."""

from datetime import datetime, timezone

import pytest

from marketplace import catalog, errors

AT = datetime(2024, 5, 1, tzinfo=timezone.utc)


def vector(text: str) -> list[float]:
    numbers = [0.0] * 16
    for i in range(len(text) - 2):
        numbers[sum(text[i:i + 3].encode()) % 16] += 1
    return numbers


def listings(make) -> list[catalog.Listing]:
    titles = [f"Kettle {name} {n}" for n, name in enumerate(["red", "blue", "steel", "glass", "small", "large"])]
    return [catalog.Listing(key=n, title=title, embedding=make(vector(title))) for n, title in enumerate(titles)]


def test_lists_tuples_and_arrays_of_numpy_are_the_same_vector():
    numpy = pytest.importorskip("numpy")
    ways = [list, tuple, numpy.array, lambda numbers: numpy.array(numbers, dtype=numpy.float32)]
    first = listings(ways[0])
    answers = []
    for way in ways:
        made = listings(way)
        assert made == first and hash(made[0]) == hash(first[0])
        answers.append(catalog.TableMatcher(made, made).judge([]))
    assert all(each == answers[0] for each in answers)


@pytest.mark.parametrize("numbers, expected", [
    ([0.0, 0.0], "left[0].embedding is 'zeros alone', expected a vector that points somewhere"),
    ([1.0, float("nan")], "left[0].embedding[1] is 'nan', expected a finite number"),
    ([1.0, float("-inf")], "left[0].embedding[1] is '-inf', expected a finite number"),
    ([1.0, "x"], "left[0].embedding[1]"),
])
def test_what_is_no_vector_is_refused_by_its_path(numbers, expected):
    with pytest.raises(errors.Error, match="embedding") as refused:
        catalog.TableMatcher([catalog.Listing(key=1, title="Mug", embedding=numbers)], [])
    assert expected in str(refused.value)


def test_a_catalog_asks_for_vectors_and_keeps_them(tmp_path):
    options = catalog.CatalogOptions(embedding=catalog.EmbeddingOptions(model="letters", dimensions=16))
    path = str(tmp_path / "catalog.db")
    host = catalog.CatalogEngine(path, options=options)
    for vendor in ("acme", "bolt"):
        table = "id\ttitle\tprice\n" + "".join(f"{n}\tKettle K{n}7 {vendor}\t{n + 9}.00 EUR\n" for n in range(20))
        state = catalog.feed_state(vendor, 1, table.encode(), "full")
        host.sync(catalog.FeedSync(vendor_id=vendor, version=1, digest=state.digest, at=AT), catalog.read_feed(table.encode()))
    first = host.embedding_requests(limit=25)
    rest = host.embedding_requests(after=first[-1].id)
    assert (len(first), len(rest), first[3].text) == (25, 15, "Kettle K117 acme")  # after 0, 1 and 10
    answers = [catalog.ItemEmbedding(id=each.id, text=each.text, embedding=vector(each.text)) for each in (*first, *rest)]
    host.take_embeddings(answers, AT)
    assert host.embedding_requests() == ()
    assert catalog.CatalogEngine(path, options=options).embedding_requests() == ()
    with pytest.raises(errors.Error, match="expected 16 numbers"):
        host.take_embeddings([catalog.ItemEmbedding(id=first[0].id, text=first[0].text, embedding=[1.0])], AT)
