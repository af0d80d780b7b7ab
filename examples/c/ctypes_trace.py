"""Calls libtruyvet through Python's ctypes, to show that the ABI carries: LIBRARY FOLDER."""

import ctypes as c
import sys

NUL = c.c_size_t(-1)


def main(library: str, folder: str) -> None:
    """Writes three visits and prints whom the first person exposed."""
    tv = c.CDLL(library)
    tv.tv_error_message.restype = c.c_char_p
    error = c.c_void_p()

    def must(status: int) -> None:
        if status > 1:
            raise RuntimeError(tv.tv_error_message(error, None).decode())

    def text(value: str) -> tuple:
        return (c.c_char_p(value.encode()), NUL)

    store, writer, snapshot, trace = (c.c_void_p() for _ in range(4))
    must(tv.tv_store_create(*text(f"{folder}/ctypes.tv"), None, c.byref(store), c.byref(error)))
    must(tv.tv_store_writer(store, None, c.byref(writer), c.byref(error)))
    for person, start in (("An", 0), ("Bình", 300), ("Chi", 7200)):
        end = c.c_int64(start + 3600)
        must(
            tv.tv_writer_visit(
                writer, *text(person), *text("canteen"), c.c_int64(start), end, c.byref(error)
            )
        )
    must(tv.tv_writer_commit(writer, None, c.byref(error)))
    must(tv.tv_store_snapshot(store, c.byref(snapshot), c.byref(error)))
    question = 'cases = [{ person = "An", infectious = { start = 0, end = "inf" } }]'
    must(
        tv.tv_trace_text(
            snapshot, *text(question), None, c.c_size_t(0), None, c.byref(trace), c.byref(error)
        )
    )
    count = c.c_uint64()
    must(tv.tv_trace_count(trace, c.byref(count), c.byref(error)))
    print(f"{count.value} exposed")
    assert count.value == 1
    assert tv.tv_trace_count(store, c.byref(count), c.byref(error)) == 20, "TV_HANDLE"
    tv.tv_error_free(error)
    for free, handle in (
        (tv.tv_trace_free, trace),
        (tv.tv_snapshot_free, snapshot),
        (tv.tv_writer_free, writer),
        (tv.tv_store_free, store),
    ):
        must(free(handle))


main(*sys.argv[1:])
