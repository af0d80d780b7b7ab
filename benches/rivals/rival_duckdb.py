"""The question in DuckDB: hop by hop, in SQL, over tables sorted by place and by person."""

import os

import duckdb

NAME = "DuckDB"
VERSION = duckdb.__version__

# Small row groups: a query that needs few places or people then reads less that it does not need.
# Measured with one case at 200,000 people: 122,880 rows 16 ms, 16,384 rows 11 ms, 2,048 rows 48 ms.
ROW_GROUP = 16_384

# Pairs are joined while the frontier has fewer stays than this; from then on sorted stays are
# searched (ASOF), which makes no pairs.
SWEEP_FROM = 50_000

# Maximal intervals (S9): sort, and begin a new one where a start lies beyond every end so far.
MERGE = """
    select person, min(s) as s, max(e) as e
    from (
        select person, s, e,
            count(*) filter (s > before) over (partition by person order by s, e) as part
        from (
            select person, s, e, max(e) over (
                partition by person order by s, e
                rows between unbounded preceding and 1 preceding
            ) as before
            from {table}
        )
    )
    group by person, part
"""

# What frontier people shed (S10), those stays only that are long enough.
STAYS = """
    create or replace temp table stays as
    select v.place, greatest(v.s, f.s) as s, least(v.e, f.e) as e, v.person
    from by_person v join frontier f
        on v.person = f.person and v.s <= f.e - {d} and v.e >= f.s + {d}
    where least(v.e, f.e) - greatest(v.s, f.s) >= {d}
"""

# Of the stays at a place in order of their starts, those that end later than all before: whoever
# overlaps one long enough overlaps the first such one, and that one has the smallest start.
BREAKERS = """
    create or replace temp table breakers as
    select place, s, e from (
        select place, s, e, max(e) over (
            partition by place order by s, e desc
            rows between unbounded preceding and 1 preceding
        ) as before
        from stays
    )
    where before is null or e > before
"""

# A join of every pair that overlaps; grouped to the first and last second of each exposed visit.
PAIRS = """
    select b.person, min(greatest(a.s, b.s)) as x, max(least(a.e, b.e)) as y
    from stays a join by_place b
        on a.place = b.place and b.s <= a.e - {d} and b.e >= a.s + {d} and a.person <> b.person
    where b.e - b.s >= {d} and {who}
    group by {by}
"""

# The same as an ASOF join, for people who are not infectious themselves: nobody meets himself.
SWEEP = """
    select b.person, greatest(a.s, b.s) as x, b.s, b.e, b.place
    from (
        select * from by_place b
        where e - s >= {d} and place in (select place from breakers) and {who}
    ) b
    asof join breakers a on a.place = b.place and b.s + {d} <= a.e
    where a.s <= b.e - {d}
"""

NOT_INFECTIOUS = "not exists (from infectious i where i.person = b.person)"
# Once infectious, a person has been reached; cases are not rows and do not change.
NOT_REACHED = "not exists (from reached r where r.person = b.person)"
NOT_A_CASE = "b.person not in ({cases})"


class Rival:
    """A database file with the visits, and questions asked of it."""

    name = f"{NAME} {VERSION}"

    def __init__(self, columns, path, threads, facts):
        self.facts = facts
        self.sweep = None
        self.d = facts["min_overlap_s"]
        self.latent = facts["latent_s"]
        self.until = facts["until_s"]
        fresh = not os.path.exists(path)
        self.db = duckdb.connect(config={"threads": threads})
        part = path + ".part" if fresh else path
        if fresh and os.path.exists(part):
            os.remove(part)
        self.db.execute(f"attach '{part}' as province (row_group_size {ROW_GROUP})")
        self.db.execute("use province")
        if fresh:
            self._load(columns)
            self.db.execute("use memory; detach province")
            os.rename(part, path)
            self.db.execute(f"attach '{path}' as province (read_only); use province")
        longest = self.db.execute("select max(e - s) from by_place").fetchone()[0]
        # Then all [x + L, y + U) of one exposed visit overlap, and their union is one interval.
        assert longest <= self.until - self.latent, "a visit longer than U - L"

    def _load(self, columns):
        import pyarrow

        names = {"place": "place", "person": "person", "start": "s", "end": "e"}
        arrays = [pyarrow.array(columns[name].view("<i4")) for name in names]
        visits = pyarrow.table(arrays, names=list(names.values()))
        self.db.register("visits", visits)
        for table, order in (("by_place", "place, s, e"), ("by_person", "person, s")):
            self.db.execute(
                f"create table {table} as select place, person, s, e from visits order by {order}"
            )
            self.db.execute("checkpoint")
        self.db.unregister("visits")

    def run(self, sql, **names):
        """Runs one statement."""
        return self.db.execute(sql.format(d=self.d, **names))

    def ask(self, cases, hops):
        """Person, level and first exposure of everybody reached."""
        start, end = self.facts["infectious_from"], self.facts["infectious_to"]
        listed = ", ".join(map(str, cases))
        self.cases = NOT_A_CASE.format(cases=listed)
        self.run(
            "create or replace temp table frontier as select distinct unnest([{cases}])::integer "
            "as person, {start}::integer as s, {end}::integer as e",
            cases=listed, start=start, end=end,
        )
        self.run("create or replace temp table infectious as from frontier")
        self.run(
            "create or replace temp table reached as "
            "select person, 0 as level, s as first from frontier"
        )
        for hop in range(1, hops + 1):
            self.run(STAYS)
            self.search = hop > 1 and self._many()
            if hop == hops:
                return self._last(hop)
            if not self._next(hop):
                break
        return self._rows("from reached where level > 0")

    def _many(self):
        if self.sweep is not None:
            return self.sweep
        return self.db.execute("select count(*) from stays").fetchone()[0] >= SWEEP_FROM

    def _last(self, hop):
        """Who is new, without their I-sets, which nobody needs any more."""
        if self.search:
            self.run(BREAKERS)
            events = SWEEP.format(d=self.d, who=NOT_REACHED)
        else:
            events = PAIRS.format(d=self.d, who=NOT_REACHED if hop > 1 else self.cases, by="b.person")
        new = f"select person, {hop} as level, min(x) as first from ({events}) group by person"
        if hop == 1:
            return self._rows(new)
        return self._rows(f"from reached where level > 0 union all ({new})")

    def _next(self, hop):
        """One hop and the new I-sets; whether any changed."""
        self._events()
        self.run(
            "insert into reached select person, {hop}, min(x) from events "
            "where person not in (select person from reached) group by person",
            hop=hop,
        )
        self.run(
            "create or replace temp table pieces as "
            "select person, x + {latent} as s, y + {until} as e from events "
            "union all from infectious i where exists (from events v where v.person = i.person)",
            latent=self.latent, until=self.until,
        )
        self.run("create or replace temp table merged as " + MERGE.format(table="pieces"))
        self.run(
            "create or replace temp table frontier as from merged m where exists "
            "(from (from merged except from infectious) c where c.person = m.person)"
        )
        self.run(
            "delete from infectious i where exists (from frontier f where f.person = i.person)"
        )
        self.run("insert into infectious from frontier")
        return self.db.execute("select count(*) from frontier").fetchone()[0] > 0

    def _events(self):
        """For each exposed visit, when its first event began and its last one ended."""
        by = "b.person, b.place, b.s"
        if not self.search:
            pairs = PAIRS.format(d=self.d, who=self.cases, by=by)
            self.run("create or replace temp table events as " + pairs)
            return
        self.run(BREAKERS)
        others = SWEEP.format(d=self.d, who=NOT_INFECTIOUS)
        among = f"{self.cases} and exists (from infectious i where i.person = b.person)"
        # Of the stays that began in time, the one that ends last: the last breaker among them.
        self.run(
            "create or replace temp table events as "
            "select b.person, b.x, least(a.e, b.e) as y from ({others}) b "
            "asof join breakers a on a.place = b.place and b.e - {d} >= a.s "
            "union all {pairs}",
            others=others,
            pairs=PAIRS.format(d=self.d, who=among, by=by),
        )

    def _rows(self, sql):
        found = self.db.execute(f"select person, level, first from ({sql})").fetchnumpy()
        return found["person"], found["level"], found["first"]
