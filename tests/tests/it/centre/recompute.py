"""Counts of a small world by unit, computed by DuckDB from its CSV files.

A third text beside the engine and naive.rs: recompute.py FOLDER AT DAYS DEPTH prints a line for each
unit of that depth (and one without a unit for the rest): people, cases, F1, places, visits, sites.
"""

import sys

import duckdb

folder, at, days, depth = sys.argv[1], *map(int, sys.argv[2:5])
db = duckdb.connect()
COLUMNS = {
    "people": "person bigint, unit varchar",
    "places": "place bigint, parent bigint, unit varchar",
    "visits": "person bigint, place bigint, start bigint, stop bigint",
    "contacts": "a bigint, b bigint, start bigint, stop bigint",
    "cases": "person bigint, tested bigint, isolated bigint",
}
for table, columns in COLUMNS.items():
    db.execute(f"create table {table} ({columns})")
    db.execute(f"copy {table} from '{folder}/{table}.csv' (header)")
db.execute(f"set variable moment = {at}::bigint")
db.execute(f"set variable since = {at - days * 86400}::bigint")
db.execute("""
    create macro named(unit) as
        case when len(string_split(unit, '/')) >= $depth
             then array_to_string(string_split(unit, '/')[1:$depth], '/') else '' end
""".replace("$depth", str(depth)))
db.execute("""
    create table homes as select person, coalesce(named(unit), '') as unit from people;
    create table lies as
        with recursive up(place, here, unit) as (
            select place, place, unit from places
            union all
            select up.place, above.place, above.unit
            from up join places own on own.place = up.here
                    join places above on above.place = own.parent
            where up.unit is null)
        select place, coalesce(named(max(unit)), '') as unit from up group by place;
    create table new as
        from cases where tested >= getvariable('since') and tested < getvariable('moment');
    create table infectious as
        select person, tested - 2 * 86400 as since,
               least(coalesce(isolated, tested + 14 * 86400), tested + 14 * 86400) as until
        from new where tested - 2 * 86400 < coalesce(isolated, tested + 1);
    create table met as
        select theirs.person, theirs.place
        from infectious i join visits mine on mine.person = i.person
             join visits theirs on theirs.place = mine.place
        where greatest(mine.start, theirs.start, i.since) < least(mine.stop, theirs.stop, i.until)
        union all
        select if(c.a = i.person, c.b, c.a), null
        from infectious i join contacts c on i.person in (c.a, c.b)
        where greatest(c.start, i.since) < least(c.stop, i.until);
    delete from met where person in (select person from infectious);
""")
rows = db.execute("""
    with
        people as (select unit, count(*) as n from homes group by unit),
        cases as (select unit, count(*) as n
                  from homes where person in (select person from new) group by unit),
        f1 as (select unit, count(*) as n
               from homes where person in (select person from met) group by unit),
        lying as (select unit, count(*) as n from lies group by unit),
        begun as (select unit, count(*) as n from visits join lies using (place)
                  where start >= getvariable('since') and start < getvariable('moment')
                  group by unit),
        sites as (select unit, count(*) as n
                  from lies where place in (select place from met) group by unit),
        units as (select unit from people union select unit from lying union select '')
    select unit, coalesce(people.n, 0), coalesce(cases.n, 0), coalesce(f1.n, 0),
           coalesce(lying.n, 0), coalesce(begun.n, 0), coalesce(sites.n, 0)
    from units left join people using (unit) left join cases using (unit) left join f1 using (unit)
         left join lying using (unit) left join begun using (unit) left join sites using (unit)
    order by unit
""").fetchall()
for row in rows:
    print(",".join(map(str, row)))
