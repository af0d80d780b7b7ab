"""The question in polars: hop by hop, over frames sorted by place and by person."""

import os

import polars as pl

NAME = "polars"
VERSION = pl.__version__

# Pairs are joined while the frontier has fewer stays than this; from then on sorted stays are
# searched (join_asof), which makes no pairs.
SWEEP_FROM = 20_000


class Rival:
    """Frames in memory, and questions asked of them."""

    name = f"{NAME} {VERSION}"

    def __init__(self, columns, path, threads, facts):
        del path
        if pl.thread_pool_size() != threads:
            raise SystemExit(f"set POLARS_MAX_THREADS={threads} before polars is loaded")
        self.facts = facts
        self.sweep = None
        self.d = facts["min_overlap_s"]
        self.latent = facts["latent_s"]
        self.until = facts["until_s"]
        names = {"place": "place", "person": "person", "start": "s", "end": "e"}
        visits = pl.DataFrame({to: columns[name].view("<i4") for name, to in names.items()})
        longest = visits.select((pl.col("e") - pl.col("s")).max()).item()
        assert longest <= self.until - self.latent, "a visit longer than U - L"
        # Too short a visit qualifies nobody and infects nobody.
        visits = visits.filter(pl.col("e") - pl.col("s") >= self.d)
        self.by_place, self.place_rows = self._sorted(visits, "place")
        self.by_person, self.person_rows = self._sorted(visits, "person")

    @staticmethod
    def _sorted(visits, key):
        """The visits by `key`, and for each value of it where its rows begin and how many."""
        frame = visits.sort(key, "s", "e").rechunk()
        rows = frame.with_row_index("first").group_by(key, maintain_order=True).agg(
            pl.col("first").first(), pl.len().alias("count")
        )
        return frame, rows

    def _of(self, frame, rows, key, wanted, columns):
        """The visits of the wanted people or places: by row number while they are few."""
        wanted = wanted.sort(key)
        at = rows[key].search_sorted(wanted[key]).clip(upper_bound=rows.height - 1)
        found = rows[at].filter(pl.col(key).is_in(wanted[key].implode())).unique()
        found = found.sort(key)
        if found["count"].sum() * 8 > frame.height:
            return frame.lazy().select(columns).join(wanted.lazy(), on=key, how="semi")
        numbers = found.select(pl.int_ranges("first", pl.col("first") + pl.col("count")))
        return frame.select(columns)[numbers.to_series().explode()].lazy()

    def ask(self, cases, hops):
        """Person, level and first exposure of everybody reached."""
        start, end = self.facts["infectious_from"], self.facts["infectious_to"]
        frame = pl.DataFrame({"person": sorted(set(cases))}, schema={"person": pl.Int32})
        self.cases = frame
        frontier = frame.with_columns(
            pl.lit(start, pl.Int32).alias("s"), pl.lit(end, pl.Int32).alias("e")
        )
        infectious = frontier
        reached = frame.with_columns(
            pl.lit(0, pl.Int32).alias("level"), pl.lit(start, pl.Int32).alias("first")
        )
        for hop in range(1, hops + 1):
            stays = self._stays(frontier)
            sweep = stays.height >= SWEEP_FROM if self.sweep is None else self.sweep
            last = hop == hops
            events = self._events(stays, reached, infectious, sweep and hop > 1, last)
            new = (
                events.lazy().join(reached.lazy(), on="person", how="anti")
                .group_by("person").agg(pl.col("x").min().alias("first"))
                .select("person", pl.lit(hop, pl.Int32).alias("level"), "first").collect()
            )
            reached = pl.concat([reached, new])
            if last:
                break
            frontier = self._changed(events, infectious)
            infectious = pl.concat(
                [infectious.join(frontier, on="person", how="anti"), frontier]
            )
            if frontier.is_empty():
                break
        rows = reached.filter(pl.col("level") > 0)
        return tuple(rows[name].to_numpy() for name in ("person", "level", "first"))

    def _stays(self, frontier):
        """What frontier people shed (S10), those stays only that are long enough."""
        people = frontier.select("person").unique()
        visits = self._of(
            self.by_person, self.person_rows, "person", people, ["person", "place", "s", "e"]
        )
        return (
            visits.join(frontier.lazy(), on="person", suffix="_i")
            .select(
                "person", "place",
                pl.max_horizontal("s", "s_i").alias("s"), pl.min_horizontal("e", "e_i").alias("e"),
            )
            .filter(pl.col("e") - pl.col("s") >= self.d).collect()
        )

    def _events(self, stays, reached, infectious, sweep, last):
        """For each exposed visit, when its first event began and its last one ended."""
        places = stays.select("place").unique()
        visits = self._of(
            self.by_place, self.place_rows, "place", places, ["place", "person", "s", "e"]
        )
        # At the last hop nobody is asked for but who is new; cases never are.
        out = reached if last else self.cases
        visits = visits.join(out.lazy().select("person"), on="person", how="anti")
        if not sweep:
            return self._pairs(stays, visits, last).collect()
        if last:
            return self._swept(stays, visits, last).collect()
        again = infectious.lazy().select("person").unique()
        return pl.concat([
            self._swept(stays, visits.join(again, on="person", how="anti"), last),
            self._pairs(stays, visits.join(again, on="person", how="semi"), last),
        ]).collect()

    def _pairs(self, stays, visits, last):
        """A join of all pairs at a place, filtered to those that overlap."""
        pairs = (
            visits.join(stays.lazy(), on="place", suffix="_a")
            .filter(
                pl.col("s") <= pl.col("e_a") - self.d, pl.col("e") >= pl.col("s_a") + self.d,
                pl.col("person") != pl.col("person_a"),
            )
            .select(
                "person", "place", "s",
                pl.max_horizontal("s", "s_a").alias("x"), pl.min_horizontal("e", "e_a").alias("y"),
            )
        )
        by = ["person"] if last else ["person", "place", "s"]
        first = pairs.group_by(by).agg(pl.col("x").min(), pl.col("y").max())
        return first.select("person", "x", "y")

    def _swept(self, stays, visits, last):
        """The same by search, for people who are not infectious themselves: nobody meets himself.

        Of the stays at a place in order of their starts only those matter that end later than all
        before: whoever overlaps one long enough overlaps the first such one.
        """
        breakers = (
            stays.lazy().sort("place", "s", "e", descending=[False, False, True])
            .with_columns(pl.col("e").cum_max().shift(1).over("place").alias("before"))
            .filter(pl.col("before").is_null() | (pl.col("e") > pl.col("before")))
            .select("place", pl.col("s").alias("s_a"), pl.col("e").alias("e_a"))
        )
        # Both sides are sorted by place and then in the order that is searched: no check needed.
        search = {"by": "place", "check_sortedness": False}
        first = (
            visits.with_columns((pl.col("s") + self.d).alias("least")).set_sorted("least")
            .join_asof(
                breakers.with_columns(pl.col("e_a").alias("until")),
                left_on="least", right_on="until", strategy="forward", **search,
            )
            .filter(pl.col("s_a") <= pl.col("e") - self.d)
            .with_columns(pl.max_horizontal("s", "s_a").alias("x"))
        )
        if last:
            return first.select("person", "x", pl.lit(None, pl.Int32).alias("y"))
        # Of the stays that began in time, the one that ends last: the last breaker among them.
        return (
            first.select("person", "place", "x", "e", (pl.col("e") - self.d).alias("most"))
            .sort("place", "most")
            .join_asof(
                breakers, left_on="most", right_on="s_a", strategy="backward", **search
            )
            .select("person", "x", pl.min_horizontal("e", "e_a").alias("y"))
        )

    def _changed(self, events, infectious):
        """The people whose maximal intervals (S9) are not what they were, with all of them."""
        lazy = events.lazy().select(
            "person", (pl.col("x") + self.latent).alias("s"), (pl.col("y") + self.until).alias("e")
        )
        old = infectious.lazy().join(events.lazy().select("person"), on="person", how="semi")
        before = pl.col("e").cum_max().shift(1).over("person")
        merged = (
            pl.concat([lazy, old]).sort("person", "s", "e")
            .with_columns((pl.col("s") > before).fill_null(False).alias("new"))
            .with_columns(pl.col("new").cum_sum().over("person").alias("part"))
            .group_by("person", "part").agg(pl.col("s").min(), pl.col("e").max())
            .select("person", "s", "e").collect()
        )
        other = merged.join(infectious, on=["person", "s", "e"], how="anti").select("person")
        return merged.join(other, on="person", how="semi")
